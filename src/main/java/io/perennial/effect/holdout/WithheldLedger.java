package io.perennial.effect.holdout;

import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of withheld effects. */
@Configuration(proxyBeanMethods = false)
class WithheldLedger {

    @Bean
    @Order(200)
    TimelineSource withheldSource() {
        return TimelineSource.of(Kind.WITHHELD, "withheld", "at", "effect", "what", "reason", "cause");
    }

    @Bean
    @Order(130)
    LedgerTable withheldTable() {
        return new LedgerTable("withheld");
    }
}
