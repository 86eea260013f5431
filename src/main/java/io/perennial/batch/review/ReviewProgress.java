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
 * Tells how far the review is, at most every few seconds from each node: as a line in the log, as metrics, and as variables of
 * the process instance. It is told after a chunk is committed, so that no two chunks meet over it.
 */
@Component
class ReviewProgress implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewProgress.class);
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final ReviewRepository repository;
    private final ProcessRuntime processes;
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - BETWEEN.toNanos());
    private volatile Progress latest = Progress.NONE;

    ReviewProgress(ReviewRepository repository, ProcessRuntime processes) {
        this.repository = repository;
        this.processes = processes;
    }

    void tellAfterCommit(String review) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                long before = toldAt.get();
                long now = System.nanoTime();
                if (now - before >= BETWEEN.toNanos() && toldAt.compareAndSet(before, now)) {
                    tell(review);
                }
            }
        });
    }

    private void tell(String review) {
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

    /** What came of a review that is over. */
    void over(String review) {
        repository.progress(review).ifPresent(progress -> log(review, progress));
    }

    private void log(String review, Progress progress) {
        latest = progress;
        LOG.info(
                "Review {}: {} of {} customers, {} changes of tier, {} journeys started, {} s passed, {} s left",
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
        gauge(registry, "perennial.review.customers", "Customers of the latest review", Progress::planned);
        gauge(registry, "perennial.review.done", "Of these, how many are reviewed", Progress::done);
        gauge(registry, "perennial.review.changed", "Changes of tier it brought", Progress::changed);
        gauge(registry, "perennial.review.started", "Journeys it started", Progress::started);
        gauge(
                registry,
                "perennial.review.left",
                "Seconds it will still take",
                progress -> progress.left().toSeconds());
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Progress> value) {
        Gauge.builder(name, this, told -> value.applyAsDouble(told.latest))
                .description(description)
                .register(registry);
    }
}
