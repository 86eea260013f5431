package io.perennial.customer.profile;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of tier changes. */
@Configuration(proxyBeanMethods = false)
class TierLedger {

    @Bean
    @Order(220)
    LedgerRule tierRule() {
        return new LedgerRule("tier", """
                select c.customer_id as id, c.tier as kept, t.to_tier as computed
                  from customer c
                  join tier_change t on t.customer_id = c.customer_id
                 where t.seq = (select max(l.seq) from tier_change l where l.customer_id = c.customer_id)
                   and c.tier <> t.to_tier
                """);
    }

    @Bean
    @Order(40)
    TimelineSource tierSource() {
        return TimelineSource.of(Kind.TIER, "tier_change", "at", "to_tier", "from_tier", "decision_seq");
    }

    @Bean
    @Order(20)
    LedgerTable tierTable() {
        return new LedgerTable("tier_change");
    }
}
