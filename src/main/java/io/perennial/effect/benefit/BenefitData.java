package io.perennial.effect.benefit;

import io.perennial.platform.sql.CustomerDataOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gives the surviving customer the benefits of both; the next retention journey withdraws those not due. */
@Component
class BenefitData implements CustomerDataOwner {

    private static final String COPY = """
            insert ignore into benefit (customer_id, benefit, granted_at)
            select :into, benefit, granted_at from benefit where customer_id = :from""";
    private static final String REMOVE = "delete from benefit where customer_id = :from";

    private final JdbcClient jdbc;

    BenefitData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void reassign(String from, String into) {
        jdbc.sql(COPY).param("into", into).param("from", from).update();
        jdbc.sql(REMOVE).param("from", from).update();
    }

    @Override
    public void erase(String customerId) {
        // Benefits hold no personal data.
    }
}
