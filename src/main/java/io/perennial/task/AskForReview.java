package io.perennial.task;

import io.perennial.effect.mall.ApplicationReview;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Sends the application to a manual review, for the table's {@code reasonCode}; sets {@code eligibleNow}, shown in the form:
 * whether the application could be approved by the customer's current data.
 */
@Component
@ModelerTemplate(
        value = "Request a review of the application",
        labelZh = "申请转人工审核",
        sets = {"eligibleNow"})
class AskForReview extends CustomerStep {

    private final ApplicationReview review;

    AskForReview(Journeys journeys, ApplicationReview review) {
        super(journeys);
        this.review = review;
    }

    @Override
    protected void act(Step step) {
        String eligible = review.request(
                step.text(JourneyVariables.APPLICATION_ID),
                step.customerId(),
                step.text(JourneyVariables.REASON_CODE),
                step.processInstanceId(),
                step.cause());
        step.set(JourneyVariables.ELIGIBLE_NOW, eligible);
    }
}
