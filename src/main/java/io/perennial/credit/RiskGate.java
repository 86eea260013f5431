package io.perennial.credit;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.SqlTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says, at the very moment of the act, whether a customer may be lent more. Reads the facts of risk anew each time, and shuts
 * when they are missing.
 */
@Component
public class RiskGate {

    /** Why nothing more is lent. */
    public enum Objection {
        FROZEN,
        AT_RISK,
        FACTS_MISSING
    }

    private static final String RISK = """
            select c.tier, coalesce(a.frozen, false) as frozen,
                   (select count(*) from tag t
                     where t.customer_id = c.customer_id and t.tag like 'risk:%' and t.until_at > :now) as tags
              from customer c
              left join credit_account a on a.customer_id = c.customer_id
             where c.customer_id = :customer and c.erased_at is null
            """;

    private record Standing(String tier, boolean frozen, int tags) {}

    private final JdbcClient client;
    private final BusinessClock clock;

    RiskGate(JdbcClient client, BusinessClock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Why the customer may not be lent more now; empty when they may. The caller holds the customer's lock. */
    public Optional<Objection> objection(String customerId) {
        Standing standing = client.sql(RISK)
                .param("customer", customerId)
                .param("now", SqlTime.of(clock.instant()))
                .query((row, no) -> new Standing(row.getString("tier"), row.getBoolean("frozen"), row.getInt("tags")))
                .optional()
                .orElse(null);
        if (standing == null || standing.tier() == null) {
            return Optional.of(Objection.FACTS_MISSING);
        }
        if (standing.frozen()) {
            return Optional.of(Objection.FROZEN);
        }
        return "RISK".equals(standing.tier()) || standing.tags() > 0
                ? Optional.of(Objection.AT_RISK)
                : Optional.empty();
    }
}
