package io.perennial.task;

import io.perennial.effect.mall.Applications;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Says that the application waits for a person, for the {@code reasonCode} that the table gave; {@code eligibleNow} says in the
 * form whether it could be approved, and follows what is known of the customer.
 */
@Component
@ModelerTemplate(
        value = "Ask for a review of the application",
        labelZh = "申请转人工审核",
        sets = {"eligibleNow"})
class AskForReview extends CustomerStep {

    private final Applications applications;

    AskForReview(Journeys journeys, Applications applications) {
        super(journeys);
        this.applications = applications;
    }

    @Override
    protected void act(Step step) {
        String eligible = applications.askForReview(
                step.text(JourneyVariables.APPLICATION_ID),
                step.customerId(),
                step.text(JourneyVariables.REASON_CODE),
                step.processInstanceId(),
                step.cause());
        step.set(JourneyVariables.ELIGIBLE_NOW, eligible);
    }
}
