package io.perennial.learning.response;

import io.perennial.customer.identity.CustomerDataOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whoever was held out under the id that is merged away stays so under the one that survives. */
@Component
class HoldoutData implements CustomerDataOwner {

    private static final String REMOVE = "delete from holdout_kin where customer_id = :from";

    private final Holdout holdout;
    private final JdbcClient jdbc;

    HoldoutData(Holdout holdout, JdbcClient jdbc) {
        this.holdout = holdout;
        this.jdbc = jdbc;
    }

    @Override
    public void pass(String from, String into) {
        holdout.inherit(into, from);
        jdbc.sql(REMOVE).param("from", from).update();
    }

    @Override
    public void forget(String customerId) {
        // A lot names nobody.
    }
}
