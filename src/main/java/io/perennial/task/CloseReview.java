package io.perennial.task;

import io.perennial.batch.review.NightlyReview;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Closes the nightly review. */
@Component
@ModelerTemplate(value = "Close the nightly review", labelZh = "结束每日巡检")
class CloseReview implements JavaDelegate {

    private final NightlyReview review;

    CloseReview(NightlyReview review) {
        this.review = review;
    }

    @Override
    public void execute(DelegateExecution execution) {
        review.close(execution.getProcessInstanceId());
    }
}
