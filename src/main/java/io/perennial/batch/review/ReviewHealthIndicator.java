package io.perennial.batch.review;

import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Health of the nightly review: up if one ended within the last 30 hours, or if none is due yet. */
@Component
class ReviewHealthIndicator extends AbstractHealthIndicator {

    private static final Duration MAX_AGE = Duration.ofHours(30);

    private final ReviewRepository repository;
    private final BusinessClock clock;

    ReviewHealthIndicator(ReviewRepository repository, BusinessClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<Instant> since = repository.healthySince();
        boolean late = since.isPresent() && since.get().plus(MAX_AGE).isBefore(clock.instant());
        health.status(late ? Status.DOWN : Status.UP);
        since.ifPresent(at -> health.withDetail("since", at));
    }
}
