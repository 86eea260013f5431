package io.perennial.customer.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Runs a batch's partitions: in parallel while the node is otherwise idle, one by one under contention. An uncontended batch uses
 * one worker per processor, at most four, each with several partitions per transaction; under contention each batch uses its own
 * thread only and one partition per transaction, so that a single event waits little for a processor, a lock or the disk.
 */
@Component
class IntakeExecutor implements DisposableBean {

    private static final int MAX_WORKERS = 4;
    private static final int PARTITIONS_PER_TX = 4;
    private static final Duration COOL_DOWN = Duration.ofSeconds(1);

    private final int workers;
    private final long coolDown;
    private final ThreadPoolExecutor pool;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile long lastContention;

    @Autowired
    IntakeExecutor() {
        this(Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors()), COOL_DOWN);
    }

    IntakeExecutor(int workers, Duration coolDown) {
        this.workers = workers;
        this.coolDown = coolDown.toNanos();
        this.lastContention = System.nanoTime() - this.coolDown;
        this.pool = new ThreadPoolExecutor(
                0, workers, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), (task, full) -> task.run());
    }

    @Override
    public void destroy() {
        pool.shutdown();
    }

    /**
     * Runs the action on all partitions, some at a time, and returns its results in any order. After a failure no further
     * partition is started, and the failure is thrown.
     */
    <P, R> List<R> execute(List<P> partitions, Function<List<P>, R> action) {
        if (inFlight.incrementAndGet() > 1) {
            lastContention = System.nanoTime();
        }
        try {
            return new Work<>(partitions, action).run();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private boolean isUncontended() {
        return System.nanoTime() - lastContention >= coolDown;
    }

    /** One batch in work. */
    private final class Work<P, R> {

        private final Queue<P> remaining;
        private final Function<List<P>, R> action;
        private final List<R> results = new ArrayList<>();
        private RuntimeException failure;

        Work(List<P> partitions, Function<List<P>, R> action) {
            this.remaining = new ArrayDeque<>(partitions);
            this.action = action;
        }

        List<R> run() {
            List<CompletableFuture<Void>> others = new ArrayList<>();
            int useful = Math.min(workers, remaining.size());
            for (int worker = 1; worker < useful && isUncontended(); worker++) {
                others.add(CompletableFuture.runAsync(() -> work(true), pool));
            }
            work(false);
            others.forEach(CompletableFuture::join);
            if (failure != null) {
                throw failure;
            }
            return results;
        }

        private void work(boolean pooled) {
            for (List<P> next = nextBatch(pooled); !next.isEmpty(); next = nextBatch(pooled)) {
                try {
                    addResult(action.apply(next));
                } catch (RuntimeException e) {
                    fail(e);
                }
            }
        }

        /** Smaller batches towards the end, so that all workers end at the same time. */
        private synchronized List<P> nextBatch(boolean pooled) {
            boolean uncontended = isUncontended();
            List<P> next = new ArrayList<>();
            if (uncontended || !pooled) {
                int most = uncontended ? Math.max(1, Math.min(PARTITIONS_PER_TX, remaining.size() / workers)) : 1;
                while (next.size() < most && !remaining.isEmpty()) {
                    next.add(remaining.remove());
                }
            }
            return next;
        }

        private synchronized void addResult(R result) {
            results.add(result);
        }

        private synchronized void fail(RuntimeException e) {
            remaining.clear();
            if (failure == null) {
                failure = e;
            }
        }
    }
}
