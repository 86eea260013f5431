package io.perennial.effect.coupon;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledger of coupons, and their budgets. */
@Configuration(proxyBeanMethods = false)
class CouponLedger {

    @Bean
    @Order(60)
    LedgerRule couponStateRule() {
        return new LedgerRule("coupon-state", """
                select c.coupon_id as id, c.state as kept, coalesce(m.state, 'NONE') as computed
                  from coupon c
                  left join coupon_move m on m.coupon_id = c.coupon_id
                   and m.seq = (select max(l.seq) from coupon_move l where l.coupon_id = c.coupon_id)
                 where m.state is null or c.state <> m.state
                """);
    }

    @Bean
    @Order(70)
    LedgerRule couponRedeemedOnceRule() {
        return new LedgerRule("coupon-redeemed-once", """
                select coupon_id as id, 1 as kept, count(*) as computed
                  from coupon_move where state = 'REDEEMED' group by coupon_id having count(*) > 1
                """);
    }

    @Bean
    @Order(80)
    LedgerRule budgetCountRule() {
        return new LedgerRule("budget-count", """
                select b.offer as id, b.count_issued as kept, coalesce(x.issued, 0) as computed
                  from offer_budget b
                  left join (select offer, count(*) as issued from coupon
                              where state not in ('EXPIRED', 'REVOKED') group by offer) x on x.offer = b.offer
                 where b.count_issued <> coalesce(x.issued, 0)
                """);
    }

    @Bean
    @Order(90)
    LedgerRule budgetAmountRule() {
        return new LedgerRule("budget-amount", """
                select b.offer as id, b.amount_issued as kept, coalesce(x.issued, 0) as computed
                  from offer_budget b
                  left join (select offer, sum(cost) as issued from coupon
                              where state not in ('EXPIRED', 'REVOKED') group by offer) x on x.offer = b.offer
                 where b.amount_issued <> coalesce(x.issued, 0)
                """);
    }

    @Bean
    @Order(80)
    TimelineSource couponSource() {
        return TimelineSource.of(
                Kind.EFFECT,
                "(select seq, m.customer_id, m.at, concat('COUPON_', m.kind) as name, m.coupon_id, c.offer, c.type,"
                        + " c.value, c.expires_at, m.cause from coupon_move m join coupon c on c.coupon_id = m.coupon_id"
                        + " where m.customer_id = :id) coupons",
                "at",
                "name",
                "coupon_id",
                "offer",
                "type",
                "value",
                "expires_at",
                "cause");
    }
}
