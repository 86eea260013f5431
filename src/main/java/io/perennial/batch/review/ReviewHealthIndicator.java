package io.perennial.batch.review;

import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** The review is well when one ended within the last night and day, or the first night has not been yet. */
@Component
class ReviewHealthIndicator extends AbstractHealthIndicator {

    private static final Duration LONGEST_BETWEEN = Duration.ofHours(30);

    private final ReviewRepository repository;
    private final BusinessClock clock;

    ReviewHealthIndicator(ReviewRepository repository, BusinessClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<Instant> since = repository.inOrderSince();
        boolean late = since.isPresent() && since.get().plus(LONGEST_BETWEEN).isBefore(clock.instant());
        health.status(late ? Status.DOWN : Status.UP);
        since.ifPresent(at -> health.withDetail("since", at));
    }
}
