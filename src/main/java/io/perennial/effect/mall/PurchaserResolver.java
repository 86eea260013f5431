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

    private final CustomerIdentities identities;
    private final JdbcClient jdbc;

    PurchaserResolver(CustomerIdentities identities, JdbcClient jdbc) {
        this.identities = identities;
        this.jdbc = jdbc;
    }

    /**
     * The id itself, or the one it was merged into.
     *
     * @throws ApiException UNKNOWN_CUSTOMER, or ERASED
     */
    String resolve(String customerId) {
        String survivor = identities.resolve(customerId);
        if (jdbc.sql(KNOWN).param(survivor).query(Long.class).single() == 0) {
            throw ApiException.unknownCustomer(customerId);
        }
        if (identities.isErased(survivor)) {
            throw new ApiException(HttpStatus.GONE, "ERASED", "Customer " + customerId + " was erased.");
        }
        return survivor;
    }
}
