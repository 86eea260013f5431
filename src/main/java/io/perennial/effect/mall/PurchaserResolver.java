package io.perennial.effect.mall;

import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.platform.api.ApiException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who an id that a shop names is now. */
@Component
class PurchaserResolver {

    private static final String KNOWN = "select count(*) from customer where customer_id = ?";

    private final CustomerIdentities persons;
    private final JdbcClient jdbc;

    PurchaserResolver(CustomerIdentities persons, JdbcClient jdbc) {
        this.persons = persons;
        this.jdbc = jdbc;
    }

    /**
     * The id itself, or the one it was merged into.
     *
     * @throws ApiException UNKNOWN_CUSTOMER, or ERASED
     */
    String who(String customerId) {
        String survivor = persons.survivor(customerId);
        if (jdbc.sql(KNOWN).param(survivor).query(Long.class).single() == 0) {
            throw ApiException.unknownCustomer(customerId);
        }
        if (persons.isErased(survivor)) {
            throw new ApiException(HttpStatus.GONE, "ERASED", "Customer " + customerId + " was erased.");
        }
        return survivor;
    }
}
