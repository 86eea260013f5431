package io.perennial.mall;

import io.perennial.api.Refused;
import io.perennial.identity.Persons;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who an id that a shop names is now. */
@Component
class Buyers {

    private static final String KNOWN = "select count(*) from customer where customer_id = ?";

    private final Persons persons;
    private final JdbcClient jdbc;

    Buyers(Persons persons, JdbcClient jdbc) {
        this.persons = persons;
        this.jdbc = jdbc;
    }

    /**
     * The id itself, or the one it was merged into.
     *
     * @throws Refused UNKNOWN_CUSTOMER, or ERASED
     */
    String who(String customerId) {
        String survivor = persons.survivor(customerId);
        if (jdbc.sql(KNOWN).param(survivor).query(Long.class).single() == 0) {
            throw Refused.unknownCustomer(customerId);
        }
        if (persons.isErased(survivor)) {
            throw new Refused(HttpStatus.GONE, "ERASED", "Customer " + customerId + " was erased.");
        }
        return survivor;
    }
}
