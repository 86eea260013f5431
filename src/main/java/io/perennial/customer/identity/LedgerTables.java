package io.perennial.customer.identity;

import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.LedgerTable;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reassigns the rows of all {@link LedgerTable}s on a merge, after the other data. */
@Repository
@Order(Ordered.LOWEST_PRECEDENCE)
class LedgerTables implements CustomerDataOwner {

    private final JdbcClient jdbc;
    private final List<LedgerTable> tables;

    LedgerTables(JdbcClient jdbc, ObjectProvider<LedgerTable> tables) {
        this.jdbc = jdbc;
        this.tables = tables.orderedStream().toList();
    }

    @Override
    public void reassign(String from, String into) {
        tables.forEach(table -> reassign(jdbc, table.name(), from, into));
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
