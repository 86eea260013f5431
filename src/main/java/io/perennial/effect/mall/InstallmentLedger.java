package io.perennial.effect.mall;

import io.perennial.platform.sql.LedgerRule;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Ledgers of instalment applications, payments and credit balances. */
@Configuration(proxyBeanMethods = false)
class InstallmentLedger {

    @Bean
    @Order(140)
    LedgerRule installmentApplicationRule() {
        return new LedgerRule("installment-application", """
                select a.application_id as id, a.status as kept, coalesce(m.status, 'NONE') as computed
                  from installment_application a
                  left join application_move m on m.application_id = a.application_id
                   and m.seq = (select max(l.seq) from application_move l where l.application_id = a.application_id)
                 where m.status is null or a.status <> m.status
                """);
    }

    @Bean
    @Order(150)
    LedgerRule installmentPrincipalRule() {
        return new LedgerRule("installment-principal", """
                select a.application_id as id, a.principal as kept, coalesce(x.principal, 0) as computed
                  from installment_application a
                  left join (select application_id, sum(principal) as principal
                               from installment group by application_id) x on x.application_id = a.application_id
                 where a.status = 'APPROVED' and a.principal <> coalesce(x.principal, 0)
                """);
    }

    @Bean
    @Order(160)
    LedgerRule installmentHoldRule() {
        return new LedgerRule("installment-hold", """
                select a.application_id as id, coalesce(h.state, 'NONE') as kept, a.status as computed
                  from installment_application a
                  left join credit_hold h on h.hold_id = a.application_id
                 where not (a.status = 'APPROVED' and coalesce(h.state, 'NONE') = 'USED'
                         or a.status = 'IN_REVIEW' and coalesce(h.state, 'NONE') = 'RESERVED'
                         or a.status = 'DECLINED' and coalesce(h.state, 'RELEASED') = 'RELEASED')
                """);
    }

    @Bean
    @Order(170)
    LedgerRule installmentPaidRule() {
        return new LedgerRule("installment-paid", """
                select b.bill_id as id, b.principal + b.interest + b.fee as kept,
                       sum(p.principal + p.interest + p.fee) as computed
                  from installment b
                  join installment_payment p on p.bill_id = b.bill_id and p.kind <> 'CANCELLED'
                 group by b.bill_id, b.principal, b.interest, b.fee
                having sum(p.principal) > b.principal or sum(p.interest) > b.interest or sum(p.fee) > b.fee
                """);
    }

    @Bean
    @Order(180)
    LedgerRule installmentCancelledRule() {
        return new LedgerRule("installment-cancelled", """
                select b.bill_id as id, b.principal as kept, coalesce(sum(p.principal), 0) as computed
                  from installment b
                  join installment_application a on a.application_id = b.application_id and a.closed_as = 'CANCELLED'
                  left join installment_payment p on p.bill_id = b.bill_id
                 group by b.bill_id, b.principal
                having coalesce(sum(p.principal), 0) <> b.principal
                """);
    }

    @Bean
    @Order(190)
    LedgerRule creditBalanceRule() {
        // Receipts are in running or settled plans, in the fees for paying off early, or in the balance.
        return new LedgerRule("credit-balance", """
                select x.customer_id as id, sum(x.balance) as kept, sum(x.received) as computed
                  from (select customer_id, amount as balance, 0 as received from credit_balance_entry
                        union all
                        select customer_id, 0, amount from installment_receipt
                        union all
                        select customer_id, 0, principal + interest + fee + early_fee from early_repayment
                        union all
                        select p.customer_id, 0, -(p.principal + p.interest + p.fee) from installment_payment p
                          join installment_application a on a.application_id = p.application_id
                         where p.kind <> 'CANCELLED' and coalesce(a.closed_as, '') <> 'CANCELLED'
                        union all
                        select e.customer_id, 0, -e.early_fee from early_repayment e
                          join installment_application a on a.application_id = e.application_id
                         where coalesce(a.closed_as, '') <> 'CANCELLED') x
                 group by x.customer_id
                having sum(x.balance) <> sum(x.received) or sum(x.balance) < 0
                """);
    }

    @Bean
    @Order(110)
    TimelineSource applicationSource() {
        return TimelineSource.of(
                Kind.EFFECT,
                "application_move",
                "at",
                "concat('APPLICATION_', status)",
                "application_id",
                "reason_code",
                "cause");
    }
}
