package io.perennial.task;

import io.perennial.effect.mall.ApplicationApproval;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Approves the application and places its order if the current risk allows it: sets {@code orderPlaced}, or the
 * {@code reasonCode} of the refusal.
 */
@Component
@ModelerTemplate(
        value = "Place the order of the application",
        labelZh = "生成分期订单",
        sets = {"orderPlaced", "reasonCode"},
        outcome = "orderPlaced")
class PlaceOrder extends CustomerStep {

    private final ApplicationApproval approval;

    PlaceOrder(Journeys journeys, ApplicationApproval approval) {
        super(journeys);
        this.approval = approval;
    }

    @Override
    protected void act(Step step) {
        Optional<String> refusal =
                approval.approve(step.text(JourneyVariables.APPLICATION_ID), step.customerId(), step.cause());
        step.set(JourneyVariables.ORDER_PLACED, refusal.isEmpty());
        refusal.ifPresent(code -> step.set(JourneyVariables.REASON_CODE, code));
    }
}
