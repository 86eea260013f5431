package io.perennial.customer.event;

import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Events on the timeline. */
@Configuration(proxyBeanMethods = false)
class EventLedger {

    @Bean
    @Order(10)
    TimelineSource eventSource() {
        return TimelineSource.of(Kind.EVENT, "event", "occurred_at", "type", "event_id", "received_at", "data");
    }
}
