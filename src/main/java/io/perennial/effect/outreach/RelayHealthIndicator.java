package io.perennial.effect.outreach;

import java.time.Duration;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** The relay of this node is well while it comes round; a message that cannot be delivered does not stop it. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.relay", matchIfMissing = true)
class RelayHealthIndicator extends AbstractHealthIndicator {

    private static final Duration LONGEST_ROUND = Duration.ofMinutes(3);

    private final RelaySchedule schedule;

    RelayHealthIndicator(RelaySchedule schedule) {
        this.schedule = schedule;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Duration ago = schedule.sinceLastRound();
        health.up().withDetail("secondsSinceLastRound", ago.toSeconds());
        if (ago.compareTo(LONGEST_ROUND) > 0) {
            health.down();
        }
    }
}
