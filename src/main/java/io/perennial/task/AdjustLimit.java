package io.perennial.task;

import io.perennial.effect.credit.CreditService;
import io.perennial.effect.credit.LimitChangeResult;
import io.perennial.effect.credit.LimitChangeResult.LimitChangeOutcome;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.ModelerTemplate.Kind;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Sets the opening limit ({@code mode} OPENING) or raises the limit (RAISE) by {@code amount}, within the current limit-cap;
 * {@code limitAdjusted} is false if it was withheld.
 */
@Component
@ModelerTemplate(
        value = "Adjust limit",
        labelZh = "调整额度",
        in = {
            @In(
                    value = "mode",
                    label = "Mode",
                    labelZh = "方式",
                    choices = {"OPENING", "RAISE"},
                    defaultValue = "RAISE"),
            @In(
                    value = "amount",
                    label = "Amount, yuan",
                    labelZh = "金额（元）",
                    kind = Kind.NUMBER,
                    defaultValue = "${limitRaise}")
        },
        sets = {"limitAdjusted", "withheldReason"},
        outcome = "limitAdjusted")
class AdjustLimit extends CustomerStep {

    private final CreditService credit;
    private final LimitRaises raises;

    AdjustLimit(Journeys journeys, CreditService credit, LimitRaises raises) {
        super(journeys);
        this.credit = credit;
        this.raises = raises;
    }

    @Override
    protected void act(Step step) {
        LimitChangeResult change = switch (step.text("mode")) {
            case "OPENING" ->
                credit.open(step.key(), step.customerId(), step.money("amount"), raises.cap(step), step.cause());
            case "RAISE" -> raises.raise(step, step.money("amount"));
            default -> throw new IllegalArgumentException("mode must be OPENING or RAISE");
        };
        step.set(JourneyVariables.LIMIT_ADJUSTED, change.outcome() != LimitChangeOutcome.WITHHELD);
        step.setReason(change.reason());
    }
}
