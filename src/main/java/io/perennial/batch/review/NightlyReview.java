package io.perennial.batch.review;

import io.perennial.decision.Decisions;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.StartupLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Start and end of the nightly review of all customers. Each step joins the transaction of its job. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class NightlyReview implements ProcessListener {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyReview.class);
    private static final String PROCESS = "nightly-review";

    private final ReviewRepository repository;
    private final Decisions decisions;
    private final StartupLock lock;
    private final ReviewProgress progress;
    private final int chunkSize;

    NightlyReview(
            ReviewRepository repository,
            Decisions decisions,
            StartupLock lock,
            ReviewProgress progress,
            @Value("${perennial.review.chunk-size:5000}") int chunkSize) {
        this.repository = repository;
        this.decisions = decisions;
        this.lock = lock;
        this.progress = progress;
        this.chunkSize = chunkSize;
    }

    /** Splits the customers into chunks and returns their number; empty while another review is open on any node. */
    public OptionalInt plan(String review) {
        List<Integer> chunks = new ArrayList<>();
        lock.run(() -> {
            if (!repository.isAnotherOpen(review)) {
                chunks.add(repository.plan(review, chunkSize));
            }
        });
        return chunks.stream().mapToInt(Integer::intValue).findFirst();
    }

    /** Ends the review, so that the next one may start, and deletes expired decision records. */
    public void close(String review) {
        if (repository.close(review)) {
            progress.reportEnd(review);
            LOG.info("Review {} ended, {} expired decision records deleted", review, decisions.deleteExpired());
        }
    }

    @Override
    public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
        return Map.of();
    }

    /** Closes a review whose process instance was cancelled by hand, which would block the next one. */
    @Override
    public void ended(String process, String businessKey, String processInstanceId) {
        if (process.equals(PROCESS)) {
            close(processInstanceId);
        }
    }
}
