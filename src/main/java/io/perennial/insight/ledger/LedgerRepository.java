package io.perennial.insight.ledger;

import io.perennial.platform.sql.Settings;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class LedgerRepository {

    /** Each finds what is kept and what it should be; a difference is a row. */
    private static final Map<String, String> CHECKS = new LinkedHashMap<>();

    static {
        CHECKS.put("points-lot", """
                select t.lot_id as id, t.remaining as kept, coalesce(made.points, 0) - coalesce(x.used, 0) as computed
                  from points_lot t
                  left join points_entry made on made.seq = t.lot_id and made.kind = 'POINTS_EARNED'
                  left join (select lot_id, sum(points) as used from points_entry_lot group by lot_id) x
                    on x.lot_id = t.lot_id
                 where t.remaining <> coalesce(made.points, 0) - coalesce(x.used, 0) or t.remaining < 0
                """);
        CHECKS.put("points-entry", """
                select e.request_key as id, e.points as kept, coalesce(made.points, -x.used, 0) as computed
                  from points_entry e
                  left join points_lot made on made.lot_id = e.seq and e.kind = 'POINTS_EARNED'
                  left join (select seq, sum(points) as used from points_entry_lot group by seq) x on x.seq = e.seq
                 where e.points <> coalesce(made.points, -x.used, 0)
                """);
        CHECKS.put("points-owed", """
                select x.customer_id as id, coalesce(o.owed, 0) as kept, x.computed
                  from (select customer_id, sum(owed) as computed from points_entry group by customer_id) x
                  left join points_owed o on o.customer_id = x.customer_id
                 where x.computed < 0 or x.computed <> coalesce(o.owed, 0)
                """);
        CHECKS.put("points-reversed", """
                select t.lot_id as id, t.reversed as kept, coalesce(r.owed - r.points, 0) as computed
                  from points_lot t
                  join points_entry e on e.seq = t.lot_id
                  left join points_entry r on r.reversed_key = e.request_key
                 where t.reversed <> coalesce(r.owed - r.points, 0)
                """);
        CHECKS.put("member-level", """
                select m.customer_id as id, m.level as kept, c.to_level as computed
                  from member m
                  join level_change c on c.customer_id = m.customer_id
                 where c.seq = (select max(l.seq) from level_change l where l.customer_id = m.customer_id)
                   and m.level <> c.to_level
                """);
        CHECKS.put("coupon-state", """
                select c.coupon_id as id, c.state as kept, coalesce(m.state, 'NONE') as computed
                  from coupon c
                  left join coupon_move m on m.coupon_id = c.coupon_id
                   and m.seq = (select max(l.seq) from coupon_move l where l.coupon_id = c.coupon_id)
                 where m.state is null or c.state <> m.state
                """);
        CHECKS.put("coupon-redeemed-once", """
                select coupon_id as id, 1 as kept, count(*) as computed
                  from coupon_move where state = 'REDEEMED' group by coupon_id having count(*) > 1
                """);
        CHECKS.put("budget-count", """
                select b.offer as id, b.count_issued as kept, coalesce(x.issued, 0) as computed
                  from offer_budget b
                  left join (select offer, count(*) as issued from coupon
                              where state not in ('EXPIRED', 'REVOKED') group by offer) x on x.offer = b.offer
                 where b.count_issued <> coalesce(x.issued, 0)
                """);
        CHECKS.put("budget-amount", """
                select b.offer as id, b.amount_issued as kept, coalesce(x.issued, 0) as computed
                  from offer_budget b
                  left join (select offer, sum(cost) as issued from coupon
                              where state not in ('EXPIRED', 'REVOKED') group by offer) x on x.offer = b.offer
                 where b.amount_issued <> coalesce(x.issued, 0)
                """);
        CHECKS.put("credit-limit", """
                select a.customer_id as id, a.credit_limit as kept, coalesce(c.to_limit, 0) as computed
                  from credit_account a
                  left join limit_change c on c.customer_id = a.customer_id
                   and c.seq = (select max(l.seq) from limit_change l where l.customer_id = a.customer_id)
                 where a.credit_limit <> coalesce(c.to_limit, 0) or a.credit_limit < 0
                """);
        CHECKS.put("credit-frozen", """
                select a.customer_id as id, case when a.frozen then 'FROZEN' else 'OPEN' end as kept,
                       case coalesce(c.kind, '') when 'CREDIT_FROZEN' then 'FROZEN' else 'OPEN' end as computed
                  from credit_account a
                  left join limit_change c on c.customer_id = a.customer_id
                   and c.seq = (select max(l.seq) from limit_change l
                                 where l.customer_id = a.customer_id and l.kind in ('CREDIT_FROZEN', 'CREDIT_UNFROZEN'))
                 where a.frozen <> (coalesce(c.kind, '') = 'CREDIT_FROZEN')
                """);
        CHECKS.put("credit-used", """
                select a.customer_id as id, a.used as kept, coalesce(x.used, 0) as computed
                  from credit_account a
                  left join (select customer_id,
                                    sum(case kind when 'RESERVED' then amount when 'USED' then 0 else -amount end) as used
                               from credit_move group by customer_id) x on x.customer_id = a.customer_id
                 where a.used <> coalesce(x.used, 0) or a.used < 0
                """);
        CHECKS.put("credit-hold", """
                select h.hold_id as id, h.state as kept, coalesce(m.kind, 'NONE') as computed
                  from credit_hold h
                  left join credit_move m on m.hold_id = h.hold_id
                   and m.seq = (select max(l.seq) from credit_move l where l.hold_id = h.hold_id)
                 where m.kind is null or h.state <> m.kind
                """);
        CHECKS.put("installment-application", """
                select a.application_id as id, a.status as kept, coalesce(m.status, 'NONE') as computed
                  from installment_application a
                  left join application_move m on m.application_id = a.application_id
                   and m.seq = (select max(l.seq) from application_move l where l.application_id = a.application_id)
                 where m.status is null or a.status <> m.status
                """);
        CHECKS.put("installment-principal", """
                select a.application_id as id, a.principal as kept, coalesce(x.principal, 0) as computed
                  from installment_application a
                  left join (select application_id, sum(principal) as principal
                               from installment group by application_id) x on x.application_id = a.application_id
                 where a.status = 'APPROVED' and a.principal <> coalesce(x.principal, 0)
                """);
        CHECKS.put("installment-hold", """
                select a.application_id as id, coalesce(h.state, 'NONE') as kept, a.status as computed
                  from installment_application a
                  left join credit_hold h on h.hold_id = a.application_id
                 where not (a.status = 'APPROVED' and coalesce(h.state, 'NONE') = 'USED'
                         or a.status = 'IN_REVIEW' and coalesce(h.state, 'NONE') = 'RESERVED'
                         or a.status = 'DECLINED' and coalesce(h.state, 'RELEASED') = 'RELEASED')
                """);
        CHECKS.put("installment-paid", """
                select b.bill_id as id, b.principal + b.interest + b.fee as kept,
                       sum(p.principal + p.interest + p.fee) as computed
                  from installment b
                  join installment_payment p on p.bill_id = b.bill_id and p.kind <> 'CANCELLED'
                 group by b.bill_id, b.principal, b.interest, b.fee
                having sum(p.principal) > b.principal or sum(p.interest) > b.interest or sum(p.fee) > b.fee
                """);
        CHECKS.put("installment-cancelled", """
                select b.bill_id as id, b.principal as kept, coalesce(sum(p.principal), 0) as computed
                  from installment b
                  join installment_application a on a.application_id = b.application_id and a.closed_as = 'CANCELLED'
                  left join installment_payment p on p.bill_id = b.bill_id
                 group by b.bill_id, b.principal
                having coalesce(sum(p.principal), 0) <> b.principal
                """);
        // All that was received is in running or settled plans, in the fees for paying off early, or in the balance.
        CHECKS.put("credit-balance", """
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
        CHECKS.put("benefit", """
                select concat(b.customer_id, ' ', b.benefit) as id, 'GRANTED' as kept, 'WITHDRAWN' as computed
                  from benefit b
                 where not exists (select 1 from benefit_change c
                                    where c.customer_id = b.customer_id and c.benefit = b.benefit and c.granted
                                      and c.seq = (select max(l.seq) from benefit_change l
                                                    where l.customer_id = b.customer_id and l.benefit = b.benefit))
                """);
        CHECKS.put("stage", """
                select c.customer_id as id, c.stage as kept, coalesce(m.to_stage, 'NONE') as computed
                  from customer c
                  left join stage_move m on m.customer_id = c.customer_id
                   and m.seq = (select max(l.seq) from stage_move l where l.customer_id = c.customer_id)
                 where m.to_stage is not null and c.stage <> m.to_stage
                """);
        CHECKS.put("tier", """
                select c.customer_id as id, c.tier as kept, t.to_tier as computed
                  from customer c
                  join tier_change t on t.customer_id = c.customer_id
                 where t.seq = (select max(l.seq) from tier_change l where l.customer_id = c.customer_id)
                   and c.tier <> t.to_tier
                """);
        CHECKS.put("callback-outcome-once", """
                select callback_seq as id, 1 as kept, count(*) as computed
                  from callback_outcome group by callback_seq having count(*) > 1
                """);
        CHECKS.put("message", """
                select request_key as id, state as kept, 'SENT' as computed
                  from message where (state = 'SENT') <> (sent_at is not null)
                """);
    }

    private static final String LAST_CHECK = "ledger.checked";

    private final JdbcClient client;
    private final Settings settings;

    LedgerRepository(JdbcClient client, Settings settings) {
        this.settings = settings;
        this.client = client;
    }

    Iterable<String> checks() {
        return CHECKS.keySet();
    }

    long count(String check) {
        return client.sql("select count(*) from (" + CHECKS.get(check) + ") differences")
                .query(Long.class)
                .single();
    }

    List<Difference> differences(String check, int most) {
        return client.sql(CHECKS.get(check) + " limit " + most)
                .query((row, no) ->
                        new Difference(check, row.getString("id"), row.getString("kept"), row.getString("computed")))
                .list();
    }

    /** How many differences the last check found, whichever node made it. */
    long last() {
        return settings.find(LAST_CHECK)
                .map(value -> Long.valueOf(value.split(" ")[1]))
                .orElse(0L);
    }

    void keepLast(Instant at, long differences) {
        settings.save(LAST_CHECK, SqlTime.of(at).replace(' ', 'T') + " " + differences);
    }
}
