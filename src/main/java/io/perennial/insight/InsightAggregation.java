package io.perennial.insight;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Updates the aggregates: in the background in short steps, and before a query for a limited time. After a large number of
 * events they lag behind for a while instead of delaying queries.
 */
@Component
class InsightAggregation {

    private static final Duration BACKGROUND_TIME = Duration.ofMillis(400);
    private static final Duration QUERY_TIME = Duration.ofMillis(400);

    private final CustomerCounts customers;
    private final DayCounts days;
    private final ActivityCounts activities;
    private final CouponOrders couponOrders;
    private final ReentrantLock lock = new ReentrantLock();

    InsightAggregation(CustomerCounts customers, DayCounts days, ActivityCounts activities, CouponOrders couponOrders) {
        this.customers = customers;
        this.days = days;
        this.activities = activities;
        this.couponOrders = couponOrders;
    }

    @Scheduled(initialDelay = 20_000, fixedDelay = 10_000)
    void refresh() {
        runExclusively(Duration.ZERO, () -> {
            days.update(BACKGROUND_TIME);
            activities.update(BACKGROUND_TIME);
            couponOrders.update();
            return customers.update(BACKGROUND_TIME);
        });
    }

    /** Updates the sums over customers; returns whether they are complete. */
    boolean refreshForQuery() {
        return runExclusively(QUERY_TIME, () -> customers.update(QUERY_TIME));
    }

    private boolean runExclusively(Duration lockTimeout, BooleanSupplier work) {
        try {
            if (!lock.tryLock(lockTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return work.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
