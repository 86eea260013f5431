package io.perennial.batch.review;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reports the progress of the review in the log, as metrics, and as variables of the process instance, at most every few seconds
 * per node. Reports after a chunk's commit, so that concurrent chunks do not contend for the same rows.
 */
@Component
class ReviewProgress implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewProgress.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ReviewRepository repository;
    private final ProcessRuntime processes;
    private final AtomicLong reportedAt = new AtomicLong(System.nanoTime() - INTERVAL.toNanos());
    private volatile Progress latest = Progress.NONE;

    ReviewProgress(ReviewRepository repository, ProcessRuntime processes) {
        this.repository = repository;
        this.processes = processes;
    }

    void reportAfterCommit(String review) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                long before = reportedAt.get();
                long now = System.nanoTime();
                if (now - before >= INTERVAL.toNanos() && reportedAt.compareAndSet(before, now)) {
                    report(review);
                }
            }
        });
    }

    private void report(String review) {
        repository.progress(review).ifPresent(progress -> {
            log(review, progress);
            processes.trySetVariables(
                    review,
                    Map.of(
                            "customersDone", progress.done(),
                            "customersInAll", progress.planned(),
                            "tiersChanged", progress.changed(),
                            "journeysStarted", progress.started(),
                            "secondsLeft", progress.left().toSeconds()));
        });
    }

    /** Reports the result of an ended review. */
    void reportEnd(String review) {
        repository.progress(review).ifPresent(progress -> log(review, progress));
    }

    private void log(String review, Progress progress) {
        latest = progress;
        LOG.info(
                "Review {}: {} of {} customers, {} tier changes, {} journeys started, {} s elapsed, {} s left",
                review,
                progress.done(),
                progress.planned(),
                progress.changed(),
                progress.started(),
                progress.elapsed().toSeconds(),
                progress.left().toSeconds());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "perennial.review.customers", "Customers to review in the latest review", Progress::planned);
        gauge(registry, "perennial.review.done", "Customers reviewed so far", Progress::done);
        gauge(registry, "perennial.review.changed", "Tier changes by the latest review", Progress::changed);
        gauge(registry, "perennial.review.started", "Journeys started by the latest review", Progress::started);
        gauge(
                registry,
                "perennial.review.left",
                "Estimated seconds left",
                progress -> progress.left().toSeconds());
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Progress> value) {
        Gauge.builder(name, this, progress -> value.applyAsDouble(progress.latest))
                .description(description)
                .register(registry);
    }
}
