package io.perennial.effect.outreach;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of messages. */
@Configuration(proxyBeanMethods = false)
class MessageLedger {

    @Bean
    @Order(240)
    LedgerRule messageRule() {
        return new LedgerRule("message", """
                select request_key as id, state as kept, 'SENT' as computed
                  from message where (state = 'SENT') <> (sent_at is not null)
                """);
    }

    @Bean
    @Order(140)
    TimelineSource messageQueuedSource() {
        return TimelineSource.of(
                Kind.EFFECT, "message", "queued_at", "'MESSAGE_QUEUED'", "template", "purpose", "not_before", "cause");
    }

    @Bean
    @Order(150)
    TimelineSource messageSentSource() {
        return TimelineSource.of(
                Kind.EFFECT,
                "(select seq + 1 as seq, customer_id, sent_at, template, purpose, request_key from message"
                        + " where customer_id = :id and sent_at is not null) sent",
                "sent_at",
                "'MESSAGE_SENT'",
                "template",
                "purpose",
                "request_key");
    }

    @Bean
    @Order(90)
    LedgerTable messageTable() {
        return new LedgerTable("message");
    }
}
