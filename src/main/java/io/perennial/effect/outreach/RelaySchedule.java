package io.perennial.effect.outreach;

import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs the relay on this node, unless {@code perennial.outreach.relay} is false. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.relay", matchIfMissing = true)
class RelaySchedule {

    private final MessageRelay relay;
    private volatile long lastRound = System.nanoTime();

    RelaySchedule(MessageRelay relay) {
        this.relay = relay;
    }

    @Scheduled(fixedDelay = 500)
    void relay() {
        relay.relay();
        lastRound = System.nanoTime();
    }

    /** Time since the relay last completed a round without failing. */
    Duration sinceLastRound() {
        return Duration.ofNanos(System.nanoTime() - lastRound);
    }
}
