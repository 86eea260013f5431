package io.perennial.insight;

import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Amounts of orders paid with coupons. Orders of the days before yesterday are summed once a day, always all of them, since they
 * may be cancelled late; more recent ones are counted per query.
 */
@Repository
class CouponOrders {

    private static final String MARK = """
            select seq from insight_mark where source = 'COUPON_ORDER'
            """;
    private static final String SET_MARK = """
            update insight_mark set seq = ? where source = 'COUPON_ORDER'
            """;
    private static final String DELETE_SUMS = """
            delete from insight_coupon_order
            """;
    private static final String SUM_UP = """
            insert into insight_coupon_order (day, offer, amount)
            select cast(timestampadd(minute, :offset, o.placed_at) as date), c.offer, sum(o.amount)
              from coupon c
              join customer_order o on o.customer_id = c.customer_id and o.order_id = c.order_id
             where c.state = 'REDEEMED' and o.cancelled = false and o.placed_at < :before
             group by cast(timestampadd(minute, :offset, o.placed_at) as date), c.offer
            """;
    private static final String SUMS = """
            select offer, sum(amount) as amount
              from insight_coupon_order
             where day between ? and ?
             group by offer
            """;
    private static final String RECENT = """
            select c.offer, sum(o.amount) as amount
              from customer_order o
              join coupon c on c.customer_id = o.customer_id and c.order_id = o.order_id
             where c.state = 'REDEEMED' and o.cancelled = false and o.placed_at >= ? and o.placed_at < ?
             group by c.offer
            """;

    private final JdbcClient client;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate view;

    CouponOrders(JdbcClient client, BusinessClock clock, PlatformTransactionManager transactions) {
        this.client = client;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.view = new TransactionTemplate(transactions);
        view.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        view.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Computes the sums once a day. */
    void update() {
        if (summedUpOn(MARK) < clock.today().toEpochDay()) {
            transaction.executeWithoutResult(status -> {
                LocalDate today = clock.today();
                if (summedUpOn(MARK + " for update") < today.toEpochDay()) {
                    sumUp(today);
                }
            });
        }
    }

    private long summedUpOn(String mark) {
        return client.sql(mark).query(Long.class).single();
    }

    /** Uses the zone's current offset from UTC. */
    private void sumUp(LocalDate today) {
        client.sql(DELETE_SUMS).update();
        client.sql(SUM_UP)
                .param(
                        "offset",
                        clock.getZone().getRules().getOffset(clock.instant()).getTotalSeconds() / 60)
                .param("before", begin(firstRecent(today)))
                .update();
        client.sql(SET_MARK).param(today.toEpochDay()).update();
    }

    private static LocalDate firstRecent(LocalDate summedUpOn) {
        return summedUpOn.minusDays(1);
    }

    /** By offer, in yuan: orders of these days that were paid with its coupons and are not cancelled. */
    Map<String, BigDecimal> amounts(DateRange period) {
        return view.execute(status -> {
            Map<String, BigDecimal> amounts = new HashMap<>();
            long summedUpOn = summedUpOn(MARK);
            LocalDate recent = period.from();
            if (summedUpOn > 0) {
                LocalDate first = firstRecent(LocalDate.ofEpochDay(summedUpOn));
                add(
                        amounts,
                        SUMS,
                        period.from().toString(),
                        earlier(first.minusDays(1), period.to()).toString());
                recent = first.isAfter(recent) ? first : recent;
            }
            if (!recent.isAfter(period.to())) {
                add(amounts, RECENT, begin(recent), begin(period.to().plusDays(1)));
            }
            return amounts;
        });
    }

    private void add(Map<String, BigDecimal> amounts, String sql, String from, String to) {
        client.sql(sql).params(from, to).query(row -> {
            amounts.merge(row.getString("offer"), row.getBigDecimal("amount"), BigDecimal::add);
        });
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private String begin(LocalDate day) {
        return SqlTime.of(day.atStartOfDay(clock.getZone()).toInstant());
    }
}
