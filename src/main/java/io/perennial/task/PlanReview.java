package io.perennial.task;

import io.perennial.batch.review.NightlyReview;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import java.util.OptionalInt;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Splits the customers into {@code chunks}; {@code reviewClear} is false while another review is open. */
@Component
@ModelerTemplate(
        value = "Plan the nightly review",
        labelZh = "规划每日巡检",
        sets = {"chunks"})
class PlanReview implements JavaDelegate {

    private final NightlyReview review;

    PlanReview(NightlyReview review) {
        this.review = review;
    }

    @Override
    public void execute(DelegateExecution execution) {
        OptionalInt chunks = review.plan(execution.getProcessInstanceId());
        execution.setVariable(JourneyVariables.REVIEW_CLEAR, chunks.isPresent());
        execution.setVariable(JourneyVariables.CHUNKS, chunks.orElse(0));
    }
}
