package io.perennial.task;

import io.perennial.effect.credit.CreditService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/** Unfreezes the customer's credit: new credit is possible again. */
@Component
@ModelerTemplate(value = "Unfreeze credit", labelZh = "解冻授信")
class UnfreezeCredit extends CustomerStep {

    private final CreditService credit;

    UnfreezeCredit(Journeys journeys, CreditService credit) {
        super(journeys);
        this.credit = credit;
    }

    @Override
    protected void act(Step step) {
        credit.unfreeze(step.key(), step.customerId(), step.cause());
    }
}
