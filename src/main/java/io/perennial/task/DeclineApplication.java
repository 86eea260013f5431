package io.perennial.task;

import io.perennial.effect.mall.ApplicationDecliner;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/** Declines the application for {@code reason}, a code, and releases limit and coupon. */
@Component
@ModelerTemplate(
        value = "Decline the application",
        labelZh = "拒绝分期申请",
        in = {
            @In(
                    value = "reason",
                    label = "Code of the reason shown to the customer",
                    labelZh = "原因代码",
                    defaultValue = "${reasonCode}")
        })
class DeclineApplication extends CustomerStep {

    private final ApplicationDecliner decliner;

    DeclineApplication(Journeys journeys, ApplicationDecliner decliner) {
        super(journeys);
        this.decliner = decliner;
    }

    @Override
    protected void act(Step step) {
        decliner.decline(
                step.text(JourneyVariables.APPLICATION_ID),
                step.customerId(),
                step.text(JourneyVariables.REASON),
                step.cause());
    }
}
