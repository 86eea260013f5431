package io.perennial.effect.callback;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of callbacks. */
@Configuration(proxyBeanMethods = false)
class CallbackLedger {

    @Bean
    @Order(230)
    LedgerRule callbackOutcomeOnceRule() {
        return new LedgerRule("callback-outcome-once", """
                select callback_seq as id, 1 as kept, count(*) as computed
                  from callback_outcome group by callback_seq having count(*) > 1
                """);
    }

    @Bean
    @Order(160)
    TimelineSource callbackSource() {
        return TimelineSource.of(
                Kind.EFFECT, "callback", "created_at", "'CALLBACK_CREATED'", "kind", "due_at", "priority", "cause");
    }

    @Bean
    @Order(170)
    TimelineSource callbackOutcomeSource() {
        return TimelineSource.of(
                Kind.EFFECT, "callback_outcome", "at", "'CALLBACK_DONE'", "outcome", "note", "user_id", "callback_seq");
    }

    @Bean
    @Order(100)
    LedgerTable callbackTable() {
        return new LedgerTable("callback");
    }

    @Bean
    @Order(110)
    LedgerTable callbackRequestTable() {
        return new LedgerTable("callback_request");
    }
}
