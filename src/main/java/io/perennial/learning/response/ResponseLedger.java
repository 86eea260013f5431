package io.perennial.learning.response;

import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of responses to offers. */
@Configuration(proxyBeanMethods = false)
class ResponseLedger {

    @Bean
    @Order(190)
    TimelineSource responseSource() {
        return TimelineSource.of(Kind.EFFECT, "offer_response", "at", "concat('OFFER_', response)", "offer", "cause");
    }

    @Bean
    @Order(140)
    LedgerTable responseTable() {
        return new LedgerTable("offer_response");
    }
}
