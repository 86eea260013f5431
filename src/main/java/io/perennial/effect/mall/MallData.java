package io.perennial.effect.mall;

import io.perennial.platform.sql.CustomerDataOwner;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Plans and bills move to the surviving id unchanged. An application in review ends with the journey that waits for it: what
 * it held is released, and the customer may apply again.
 */
@Component
class MallData implements CustomerDataOwner {

    private static final List<String> TABLES = List.of(
            "installment_application",
            "application_move",
            "installment",
            "installment_receipt",
            "installment_payment",
            "early_repayment",
            "credit_balance_entry");

    private final JdbcClient jdbc;

    MallData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void reassign(String from, String into) {
        TABLES.forEach(table -> jdbc.sql("update " + table + " set customer_id = :into where customer_id = :from")
                .param("into", into)
                .param("from", from)
                .update());
    }

    @Override
    public void erase(String customerId) {
        // The ledgers stay: they hold goods, amounts and dates only.
    }
}
