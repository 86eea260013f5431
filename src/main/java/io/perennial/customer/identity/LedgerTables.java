package io.perennial.customer.identity;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Ledgers and records that are reassigned by customer id. They hold no personal data, so an erasure leaves them as they are. */
@Repository
@Order(Ordered.LOWEST_PRECEDENCE)
class LedgerTables implements CustomerDataOwner {

    static final List<String> TABLES = List.of(
            "stage_move",
            "tier_change",
            "task_move",
            "verdict",
            "journey_note",
            "credit_hold",
            "credit_move",
            "limit_change",
            "message",
            "callback",
            "callback_request",
            "benefit_change",
            "withheld",
            "offer_response");

    private final JdbcClient jdbc;

    LedgerTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void reassign(String from, String into) {
        TABLES.forEach(table -> reassign(jdbc, table, from, into));
    }

    static void reassign(JdbcClient jdbc, String table, String from, String into) {
        jdbc.sql("update " + table + " set customer_id = :into where customer_id = :from")
                .param("into", into)
                .param("from", from)
                .update();
    }

    @Override
    public void erase(String customerId) {
        // Ledgers hold amounts, dates and ids only.
    }
}
