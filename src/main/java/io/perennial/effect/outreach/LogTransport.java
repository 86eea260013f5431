package io.perennial.effect.outreach;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Logs messages instead of sending them: template and customer id, without name or phone. */
@Component
@ConditionalOnProperty(name = "perennial.outreach.transport", havingValue = "log", matchIfMissing = true)
class LogTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(LogTransport.class);

    @Override
    public void deliver(Delivery delivery) {
        LOG.info(
                "Message {} ({}) to {}, key {}",
                delivery.template(),
                delivery.purpose(),
                delivery.customerId(),
                delivery.key());
    }
}
