package io.perennial.effect.credit;

import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Checks whether a customer may be lent more, by tier and risk tags that are refreshed at that moment. */
@Component
public class RiskGate {

    /** Why nothing more is lent. */
    public enum Objection {
        FROZEN,
        AT_RISK,
        FACTS_MISSING
    }

    private static final String RISK_TAG_PREFIX = "risk:";

    private static final String RISK = """
            select c.tier, coalesce(a.frozen, false) as frozen,
                   exists (select 1 from tag t
                            where t.customer_id = c.customer_id and t.tag like '%s%%' and t.until_at > :now) as tagged
              from customer c
              left join credit_account a on a.customer_id = c.customer_id
             where c.customer_id = :customer and c.erased_at is null
            """.formatted(RISK_TAG_PREFIX);

    private final JdbcClient client;
    private final BusinessClock clock;
    private final ObjectProvider<ProfileRefresh> profiles;

    RiskGate(JdbcClient client, BusinessClock clock, ObjectProvider<ProfileRefresh> profiles) {
        this.client = client;
        this.clock = clock;
        this.profiles = profiles;
    }

    /** Why the customer may not be lent more now; empty when they may. The caller holds the customer's lock. */
    public Optional<Objection> check(String customerId) {
        profiles.ifAvailable(refresh -> refresh.refresh(customerId, "before lending"));
        return client.sql(RISK)
                .param("customer", customerId)
                .param("now", SqlTime.of(clock.instant()))
                .query((row, no) -> check(
                        row.getBoolean("frozen"), "RISK".equals(row.getString("tier")) || row.getBoolean("tagged")))
                .optional()
                .orElse(Optional.of(Objection.FACTS_MISSING));
    }

    /** Why a customer with these facts may not be lent more; empty when they may. */
    public static Optional<Objection> check(Map<String, Object> facts) {
        Collection<?> tags = (Collection<?>) facts.get(Fact.TAGS.key());
        boolean tagged = tags.stream().anyMatch(tag -> tag.toString().startsWith(RISK_TAG_PREFIX));
        return check(
                Boolean.TRUE.equals(facts.get(Fact.FROZEN.key())), "RISK".equals(facts.get(Fact.TIER.key())) || tagged);
    }

    private static Optional<Objection> check(boolean frozen, boolean atRisk) {
        if (frozen) {
            return Optional.of(Objection.FROZEN);
        }
        return atRisk ? Optional.of(Objection.AT_RISK) : Optional.empty();
    }
}
