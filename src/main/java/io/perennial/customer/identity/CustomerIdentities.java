package io.perennial.customer.identity;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.audit.Audit;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.SqlTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Resolves merged customer ids; merges and erases customers. */
@Component
public class CustomerIdentities {

    private static final String FIND_MERGED =
            "select customer_id, into_id from customer_alias where customer_id in (:ids)";
    private static final String REDIRECT = "update customer_alias set into_id = :into where into_id = :from";
    private static final String INSERT =
            "insert into customer_alias (customer_id, into_id, merged_at) values (:from, :into, :now)";
    private static final String LOCK = "select erased_at from customer where customer_id = :id for update";
    private static final String IS_ERASED =
            "select exists (select 1 from customer where customer_id = :id and erased_at is not null)";

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final Audit audit;
    private final List<CustomerDataOwner> dataOwners;

    CustomerIdentities(JdbcClient jdbc, BusinessClock clock, Audit audit, List<CustomerDataOwner> dataOwners) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.dataOwners = dataOwners;
    }

    /** Surviving ids by merged id, for those of the ids that were merged. */
    public Map<String, String> findMerged(Collection<String> customerIds) {
        Map<String, String> merged = new HashMap<>();
        if (!customerIds.isEmpty()) {
            jdbc.sql(FIND_MERGED).param("ids", customerIds).query(row -> {
                merged.put(row.getString("customer_id"), row.getString("into_id"));
            });
        }
        return merged;
    }

    /** Returns the surviving id: the id itself, or the one it was merged into. */
    public String resolve(String customerId) {
        return findMerged(List.of(customerId)).getOrDefault(customerId, customerId);
    }

    public boolean isErased(String customerId) {
        return jdbc.sql(IS_ERASED).param("id", customerId).query(Boolean.class).single();
    }

    /** Merges the first customer into the second; the caller has locked both. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void merge(String from, String into) {
        dataOwners.forEach(owner -> owner.reassign(from, into));
        jdbc.sql(REDIRECT).param("from", from).param("into", into).update();
        jdbc.sql(INSERT)
                .param("from", from)
                .param("into", into)
                .param("now", SqlTime.of(clock.instant()))
                .update();
    }

    /** Erases the personal data of a customer; does nothing if that was done before. */
    @Transactional
    public void erase(String customerId) {
        List<String> found = jdbc.sql(LOCK)
                .param("id", customerId)
                .query((row, n) -> String.valueOf(row.getString("erased_at")))
                .list();
        if (found.isEmpty()) {
            throw ApiException.unknownCustomer(customerId);
        }
        if (!isErased(customerId)) {
            dataOwners.forEach(owner -> owner.erase(customerId));
            audit.record("CUSTOMER_ERASED", customerId, Map.of());
        }
    }

    static ApiException erasedProblem(String customerId) {
        return new ApiException(HttpStatus.GONE, "ERASED", "Customer " + customerId + " was erased.");
    }
}
