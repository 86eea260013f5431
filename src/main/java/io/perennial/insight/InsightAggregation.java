package io.perennial.insight;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the sums in step with what happens: a little now and then, and what is left whenever somebody asks. After very much at
 * once they lag behind for a while rather than make somebody wait.
 */
@Component
class InsightAggregation {

    private static final Duration IN_BACKGROUND = Duration.ofMillis(400);
    private static final Duration FOR_A_READER = Duration.ofMillis(400);

    private final CustomerCounts customers;
    private final DayCounts days;
    private final ActivityCounts passed;
    private final CouponOrders couponOrders;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    InsightAggregation(CustomerCounts customers, DayCounts days, ActivityCounts passed, CouponOrders couponOrders) {
        this.customers = customers;
        this.days = days;
        this.passed = passed;
        this.couponOrders = couponOrders;
    }

    @Scheduled(initialDelay = 20_000, fixedDelay = 10_000)
    void inBackground() {
        alone(Duration.ZERO, () -> {
            days.follow(IN_BACKGROUND);
            passed.follow(IN_BACKGROUND);
            couponOrders.follow();
            return customers.follow(IN_BACKGROUND);
        });
    }

    /** Counts what the sums over customers lack; says whether they lack nothing now. */
    boolean forAReader() {
        return alone(FOR_A_READER, () -> customers.follow(FOR_A_READER));
    }

    private interface Work {
        boolean isDone();
    }

    private boolean alone(Duration patience, Work work) {
        try {
            if (!oneAtATime.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return work.isDone();
        } finally {
            oneAtATime.unlock();
        }
    }
}
