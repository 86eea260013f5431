package io.perennial.task;

import io.perennial.effect.benefit.BenefitService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Grants the benefits named in {@code benefits} and withdraws all others. LIMIT_RAISE among them is only planned:
 * {@code limitRaise} yuan, with {@code approvalNeeded} above a threshold.
 */
@Component
@ModelerTemplate(
        value = "Apply benefits",
        labelZh = "兑现权益",
        in = {
            @In(
                    value = "benefits",
                    label = "Benefits, separated by commas",
                    labelZh = "权益，逗号分隔",
                    defaultValue = "${benefits}")
        },
        sets = {"limitRaise", "approvalNeeded"})
class SettleBenefits extends CustomerStep {

    private static final String LIMIT_RAISE = "LIMIT_RAISE";

    private final BenefitService benefits;
    private final LimitRaises raises;

    SettleBenefits(Journeys journeys, BenefitService benefits, LimitRaises raises) {
        super(journeys);
        this.benefits = benefits;
        this.raises = raises;
    }

    @Override
    protected void act(Step step) {
        Set<String> due = new LinkedHashSet<>(step.words("benefits"));
        boolean raiseDue = due.remove(LIMIT_RAISE);
        benefits.applyDue(step.key(), step.customerId(), due, step.cause());
        LimitRaises.Plan raise = raiseDue ? raises.plan(step) : new LimitRaises.Plan(BigDecimal.ZERO, false);
        step.set(JourneyVariables.LIMIT_RAISE, raise.by().doubleValue());
        step.set(JourneyVariables.APPROVAL_NEEDED, raise.approvalNeeded());
    }
}
