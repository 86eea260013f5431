package io.perennial.effect.credit;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledgers of credit limits and holds. */
@Configuration(proxyBeanMethods = false)
class CreditLedger {

    @Bean
    @Order(100)
    LedgerRule creditLimitRule() {
        return new LedgerRule("credit-limit", """
                select a.customer_id as id, a.credit_limit as kept, coalesce(c.to_limit, 0) as computed
                  from credit_account a
                  left join limit_change c on c.customer_id = a.customer_id
                   and c.seq = (select max(l.seq) from limit_change l where l.customer_id = a.customer_id)
                 where a.credit_limit <> coalesce(c.to_limit, 0) or a.credit_limit < 0
                """);
    }

    @Bean
    @Order(110)
    LedgerRule creditFrozenRule() {
        return new LedgerRule("credit-frozen", """
                select a.customer_id as id, case when a.frozen then 'FROZEN' else 'OPEN' end as kept,
                       case coalesce(c.kind, '') when 'CREDIT_FROZEN' then 'FROZEN' else 'OPEN' end as computed
                  from credit_account a
                  left join limit_change c on c.customer_id = a.customer_id
                   and c.seq = (select max(l.seq) from limit_change l
                                 where l.customer_id = a.customer_id and l.kind in ('CREDIT_FROZEN', 'CREDIT_UNFROZEN'))
                 where a.frozen <> (coalesce(c.kind, '') = 'CREDIT_FROZEN')
                """);
    }

    @Bean
    @Order(120)
    LedgerRule creditUsedRule() {
        return new LedgerRule("credit-used", """
                select a.customer_id as id, a.used as kept, coalesce(x.used, 0) as computed
                  from credit_account a
                  left join (select customer_id,
                                    sum(case kind when 'RESERVED' then amount when 'USED' then 0 else -amount end) as used
                               from credit_move group by customer_id) x on x.customer_id = a.customer_id
                 where a.used <> coalesce(x.used, 0) or a.used < 0
                """);
    }

    @Bean
    @Order(130)
    LedgerRule creditHoldRule() {
        return new LedgerRule("credit-hold", """
                select h.hold_id as id, h.state as kept, coalesce(m.kind, 'NONE') as computed
                  from credit_hold h
                  left join credit_move m on m.hold_id = h.hold_id
                   and m.seq = (select max(l.seq) from credit_move l where l.hold_id = h.hold_id)
                 where m.kind is null or h.state <> m.kind
                """);
    }

    @Bean
    @Order(90)
    TimelineSource limitSource() {
        return TimelineSource.of(
                Kind.EFFECT, "limit_change", "at", "kind", "asked", "from_limit", "to_limit", "cap", "cause");
    }

    @Bean
    @Order(100)
    TimelineSource creditSource() {
        return TimelineSource.of(
                Kind.EFFECT, "credit_move", "at", "concat('CREDIT_', kind)", "hold_id", "amount", "cause");
    }

    @Bean
    @Order(60)
    LedgerTable creditHoldTable() {
        return new LedgerTable("credit_hold");
    }

    @Bean
    @Order(70)
    LedgerTable creditTable() {
        return new LedgerTable("credit_move");
    }

    @Bean
    @Order(80)
    LedgerTable limitTable() {
        return new LedgerTable("limit_change");
    }
}
