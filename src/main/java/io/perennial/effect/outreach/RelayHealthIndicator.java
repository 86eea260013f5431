package io.perennial.effect.outreach;

import java.time.Duration;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Health of this node's relay: up while it completes its rounds; undeliverable messages do not affect it. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.relay", matchIfMissing = true)
class RelayHealthIndicator extends AbstractHealthIndicator {

    private static final Duration MAX_ROUND_TIME = Duration.ofMinutes(3);

    private final RelaySchedule schedule;

    RelayHealthIndicator(RelaySchedule schedule) {
        this.schedule = schedule;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Duration ago = schedule.sinceLastRound();
        health.up().withDetail("secondsSinceLastRound", ago.toSeconds());
        if (ago.compareTo(MAX_ROUND_TIME) > 0) {
            health.down();
        }
    }
}
