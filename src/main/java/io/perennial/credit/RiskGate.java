package io.perennial.credit;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says, at the very moment of the act, whether a customer may be lent more. Reads the facts of risk anew each time, and shuts
 * when they are missing or stale: when for longer than {@code perennial.credit.facts-valid-days} neither an event of the customer
 * nor a nightly review that came through has settled them.
 */
@Component
public class RiskGate {

    /** Why nothing more is lent. */
    public enum Objection {
        FROZEN,
        AT_RISK,
        FACTS_MISSING,
        FACTS_STALE
    }

    private static final String RISK = """
            select c.tier, coalesce(a.frozen, false) as frozen,
                   (select count(*) from tag t
                     where t.customer_id = c.customer_id and t.tag like 'risk:%' and t.until_at > :now) as tags,
                   (b.settled_at >= :since or exists (
                     select 1 from review r where r.started_at >= :since and r.ended_at is not null and not exists (
                       select 1 from review_chunk k
                        where k.process_instance_id = r.process_instance_id and k.done_at is null))) as fresh
              from customer c
              left join day_book b on b.customer_id = c.customer_id
              left join credit_account a on a.customer_id = c.customer_id
             where c.customer_id = :customer and c.erased_at is null
            """;

    private record Standing(String tier, boolean frozen, int tags, boolean fresh) {}

    private final JdbcClient client;
    private final BusinessClock clock;
    private final Duration valid;

    RiskGate(JdbcClient client, BusinessClock clock, @Value("${perennial.credit.facts-valid-days:3}") int validDays) {
        this.client = client;
        this.clock = clock;
        this.valid = Duration.ofDays(validDays);
    }

    /** Why the customer may not be lent more now; empty when they may. The caller holds the customer's lock. */
    public Optional<Objection> objection(String customerId) {
        Instant now = clock.instant();
        Standing standing = client.sql(RISK)
                .param("customer", customerId)
                .param("now", SqlTime.of(now))
                .param("since", SqlTime.of(now.minus(valid)))
                .query((row, no) -> new Standing(
                        row.getString("tier"), row.getBoolean("frozen"), row.getInt("tags"), row.getBoolean("fresh")))
                .optional()
                .orElse(null);
        if (standing == null || standing.tier() == null) {
            return Optional.of(Objection.FACTS_MISSING);
        }
        if (standing.frozen()) {
            return Optional.of(Objection.FROZEN);
        }
        if ("RISK".equals(standing.tier()) || standing.tags() > 0) {
            return Optional.of(Objection.AT_RISK);
        }
        return standing.fresh() ? Optional.empty() : Optional.of(Objection.FACTS_STALE);
    }
}
