package io.perennial.task;

import io.perennial.batch.review.ChunkReview;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Reviews the chunk of customers with the number of the loop counter. */
@Component
@ModelerTemplate(value = "Review a chunk of customers", labelZh = "巡检一批用户")
class ReviewChunk implements JavaDelegate {

    private final ChunkReview review;

    ReviewChunk(ChunkReview review) {
        this.review = review;
    }

    @Override
    public void execute(DelegateExecution execution) {
        review.review(execution.getProcessInstanceId(), (Integer) execution.getVariable("loopCounter"));
    }
}
