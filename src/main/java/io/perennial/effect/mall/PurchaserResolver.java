package io.perennial.effect.mall;

import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Resolves the customer ids that shops send. */
@Component
class PurchaserResolver {

    private static final String KNOWN = "select count(*) from customer where customer_id = ?";

    private final CustomerIdentities identities;
    private final Journeys journeys;
    private final JdbcClient jdbc;

    PurchaserResolver(CustomerIdentities identities, Journeys journeys, JdbcClient jdbc) {
        this.identities = identities;
        this.journeys = journeys;
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

    /**
     * Resolves the id and locks that customer until the transaction ends.
     *
     * @throws ApiException UNKNOWN_CUSTOMER, or ERASED
     * @throws PessimisticLockingFailureException when the customer was merged into another while this waited for the lock
     */
    String resolveAndLock(String customerId) {
        String resolved = resolve(customerId);
        journeys.lock(resolved);
        if (!resolve(customerId).equals(resolved)) {
            throw new PessimisticLockingFailureException("The customer was merged into another");
        }
        return resolved;
    }
}
