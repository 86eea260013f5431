package io.perennial.effect.benefit;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.LedgerTable;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of benefits. */
@Configuration(proxyBeanMethods = false)
class BenefitLedger {

    @Bean
    @Order(200)
    LedgerRule benefitRule() {
        return new LedgerRule("benefit", """
                select concat(b.customer_id, ' ', b.benefit) as id, 'GRANTED' as kept, 'WITHDRAWN' as computed
                  from benefit b
                 where not exists (select 1 from benefit_change c
                                    where c.customer_id = b.customer_id and c.benefit = b.benefit and c.granted
                                      and c.seq = (select max(l.seq) from benefit_change l
                                                    where l.customer_id = b.customer_id and l.benefit = b.benefit))
                """);
    }

    @Bean
    @Order(180)
    TimelineSource benefitSource() {
        return TimelineSource.of(
                Kind.EFFECT,
                "benefit_change",
                "at",
                "case when granted then 'BENEFIT_GRANTED' else 'BENEFIT_WITHDRAWN' end",
                "benefit",
                "cause");
    }

    @Bean
    @Order(120)
    LedgerTable benefitTable() {
        return new LedgerTable("benefit_change");
    }
}
