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
 * How a batch goes through the door. While nobody else is there its portions are taken some together, on as many lanes as there
 * are processors, four at most; else one by one on one lane, since whoever comes with a single event would wait for a processor,
 * a customer or the disk at each of their steps.
 */
@Component
class IntakeExecutor implements DisposableBean {

    private static final int MOST = 4;
    private static final int TOGETHER = 4;
    private static final Duration CALM_AFTER = Duration.ofSeconds(1);

    private final int lanes;
    private final long calmAfter;
    private final ThreadPoolExecutor helpers;
    private final AtomicInteger atTheDoor = new AtomicInteger();
    private volatile long crowdedAt;

    @Autowired
    IntakeExecutor() {
        this(Math.min(MOST, Runtime.getRuntime().availableProcessors()), CALM_AFTER);
    }

    IntakeExecutor(int lanes, Duration calmAfter) {
        this.lanes = lanes;
        this.calmAfter = calmAfter.toNanos();
        this.crowdedAt = System.nanoTime() - this.calmAfter;
        this.helpers = new ThreadPoolExecutor(
                0, lanes, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), (lane, busy) -> lane.run());
    }

    @Override
    public void destroy() {
        helpers.shutdown();
    }

    /** What became of the portions, in no order. After some that failed none are begun any more. */
    <P, R> List<R> take(List<P> portions, Function<List<P>, R> taking) {
        if (atTheDoor.incrementAndGet() > 1) {
            crowdedAt = System.nanoTime();
        }
        try {
            return new Work<>(portions, taking).done();
        } finally {
            atTheDoor.decrementAndGet();
        }
    }

    private boolean isCalm() {
        return System.nanoTime() - crowdedAt >= calmAfter;
    }

    private final class Work<P, R> {

        private final Queue<P> left;
        private final Function<List<P>, R> taking;
        private final List<R> done = new ArrayList<>();
        private RuntimeException failure;

        Work(List<P> portions, Function<List<P>, R> taking) {
            this.left = new ArrayDeque<>(portions);
            this.taking = taking;
        }

        List<R> done() {
            List<CompletableFuture<Void>> others = new ArrayList<>();
            int useful = Math.min(lanes, left.size());
            for (int lane = 1; lane < useful && isCalm(); lane++) {
                others.add(CompletableFuture.runAsync(() -> go(true), helpers));
            }
            go(false);
            others.forEach(CompletableFuture::join);
            if (failure != null) {
                throw failure;
            }
            return done;
        }

        private void go(boolean helping) {
            for (List<P> next = next(helping); !next.isEmpty(); next = next(helping)) {
                try {
                    keep(taking.apply(next));
                } catch (RuntimeException e) {
                    stop(e);
                }
            }
        }

        /** Fewer together towards the end, so that all lanes end at the same time. */
        private synchronized List<P> next(boolean helping) {
            boolean calm = isCalm();
            List<P> next = new ArrayList<>();
            if (calm || !helping) {
                int most = calm ? Math.max(1, Math.min(TOGETHER, left.size() / lanes)) : 1;
                while (next.size() < most && !left.isEmpty()) {
                    next.add(left.remove());
                }
            }
            return next;
        }

        private synchronized void keep(R result) {
            done.add(result);
        }

        private synchronized void stop(RuntimeException e) {
            left.clear();
            if (failure == null) {
                failure = e;
            }
        }
    }
}
