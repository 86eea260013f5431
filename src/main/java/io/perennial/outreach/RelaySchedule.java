package io.perennial.outreach;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs the relay on this node, unless {@code perennial.outreach.relay} is false. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.relay", matchIfMissing = true)
class RelaySchedule {

    private final MessageRelay relay;

    RelaySchedule(MessageRelay relay) {
        this.relay = relay;
    }

    @Scheduled(fixedDelay = 500)
    void relay() {
        relay.relay();
    }
}
