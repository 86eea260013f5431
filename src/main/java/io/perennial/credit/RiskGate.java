package io.perennial.credit;

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
            select c.tier, coalesce(a.frozen, false) as frozen
              from customer c
              left join credit_account a on a.customer_id = c.customer_id
             where c.customer_id = ?
            """;

    private record Standing(String tier, boolean frozen) {}

    private final JdbcClient client;

    RiskGate(JdbcClient client) {
        this.client = client;
    }

    /** Why the customer may not be lent more now; empty when they may. The caller holds the customer's lock. */
    public Optional<Objection> objection(String customerId) {
        Standing standing = client.sql(RISK)
                .param(customerId)
                .query((row, no) -> new Standing(row.getString("tier"), row.getBoolean("frozen")))
                .optional()
                .orElse(null);
        if (standing == null || standing.tier() == null) {
            return Optional.of(Objection.FACTS_MISSING);
        }
        if (standing.frozen()) {
            return Optional.of(Objection.FROZEN);
        }
        return "RISK".equals(standing.tier()) ? Optional.of(Objection.AT_RISK) : Optional.empty();
    }
}
