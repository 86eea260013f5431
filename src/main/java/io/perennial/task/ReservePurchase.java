package io.perennial.task;

import io.perennial.effect.mall.ApplicationApproval;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reserves limit and coupon for the application, both or neither: sets {@code reserved}, or the refusal's {@code reasonCode}. */
@Component
@ModelerTemplate(
        value = "Reserve limit and coupon",
        labelZh = "占用额度和优惠券",
        sets = {"reserved", "reasonCode"},
        outcome = "reserved")
class ReservePurchase extends CustomerStep {

    private final ApplicationApproval approval;

    ReservePurchase(Journeys journeys, ApplicationApproval approval) {
        super(journeys);
        this.approval = approval;
    }

    @Override
    protected void act(Step step) {
        Optional<String> refusal =
                approval.reserve(step.text(JourneyVariables.APPLICATION_ID), step.customerId(), step.cause());
        step.set(JourneyVariables.RESERVED, refusal.isEmpty());
        refusal.ifPresent(code -> step.set(JourneyVariables.REASON_CODE, code));
    }
}
