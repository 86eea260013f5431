package io.perennial.task;

import io.perennial.batch.review.NightlyReview;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Reviews the chunk of customers that the loop counter names. */
@Component
@ModelerTemplate(value = "Review a chunk of customers", labelZh = "巡检一批用户")
class ReviewChunk implements JavaDelegate {

    private final NightlyReview review;

    ReviewChunk(NightlyReview review) {
        this.review = review;
    }

    @Override
    public void execute(DelegateExecution execution) {
        review.chunk(execution.getProcessInstanceId(), (Integer) execution.getVariable("loopCounter"));
    }
}
