package io.perennial.task;

import io.perennial.effect.credit.CreditService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/** Freezes the customer's credit: no new credit is granted. */
@Component
@ModelerTemplate(value = "Freeze credit", labelZh = "冻结授信")
class FreezeCredit extends CustomerStep {

    private final CreditService credit;

    FreezeCredit(Journeys journeys, CreditService credit) {
        super(journeys);
        this.credit = credit;
    }

    @Override
    protected void act(Step step) {
        credit.freeze(step.key(), step.customerId(), step.cause());
    }
}
