package io.perennial.learning.lift;

import io.perennial.learning.lift.Lift.By;
import io.perennial.learning.lift.Lift.Side;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class LiftRepository {

    /** Outcome of each entry within the window after it. */
    private static final String OUTCOME = """
            select e.customer_id, e.subject, e.held_out, c.channel,
                   case when exists (select 1 from stage_move r
                                      where r.customer_id = e.customer_id and r.to_stage = 'RETENTION'
                                        and r.at > e.at and r.at < timestampadd(day, :window, e.at))
                        then 1 else 0 end as came_back,
                   (select count(*) from customer_order o
                     where o.customer_id = e.customer_id and not o.cancelled
                       and o.placed_at >= e.at and o.placed_at < timestampadd(day, :window, e.at)) as orders,
                   (select coalesce(sum(o.amount), 0) from customer_order o
                     where o.customer_id = e.customer_id and not o.cancelled
                       and o.placed_at >= e.at and o.placed_at < timestampadd(day, :window, e.at)) as spent,
                   (select coalesce(sum(o.amount), 0) from customer_order o
                     where o.customer_id = e.customer_id and not o.cancelled and o.periods > 0
                       and o.placed_at >= e.at and o.placed_at < timestampadd(day, :window, e.at)) as on_credit,
                   (select coalesce(sum(k.cost), 0) from coupon k
                     where k.customer_id = e.customer_id and k.state = 'REDEEMED'
                       and k.issued_at >= e.at and k.issued_at < timestampadd(day, :window, e.at)) as subsidy,
                   (select count(*) from bill b
                     where b.customer_id = e.customer_id
                       and b.overdue_at > timestampadd(year, -1, e.at) and b.overdue_at <= e.at) as overdue
              from (%s) e
              join customer c on c.customer_id = e.customer_id
            """;

    private static final String STAGES = OUTCOME.formatted("""
            select customer_id, at, to_stage as subject, false as held_out
              from stage_move
             where to_stage in ('ACTIVATION', 'CHURN_WARNING', 'RECALL') and at >= :from and at < :to
            """);
    /** All customers for whom the offer was decided: issued, held out, or withheld for another reason. */
    private static final String OFFERS = OUTCOME.formatted("""
            select customer_id, issued_at as at, offer as subject, false as held_out
              from coupon
             where issued_at >= :from and issued_at < :to
            union all
            select customer_id, at, what as subject, reason = 'HOLDOUT' as held_out
              from withheld
             where effect = 'COUPON_ISSUED' and at >= :from and at < :to
            """);

    private static final String FIRST_ENTRY = """
            select min(at) as at
              from stage_move
             where to_stage in ('ACTIVATION', 'CHURN_WARNING', 'RECALL')
            """;
    private static final String LAST_COUNTED = "select max(day) from lift_counted";
    private static final String COUNTED = "insert ignore into lift_counted (day) values (?)";
    private static final String DELETE_DAY = "delete from lift_day where entered_on = ?";
    private static final String INSERT = """
            insert into lift_day (entered_on, unit, subject, channel, held_out, customers, returned, orders, orders_squared,
                                  margin, margin_squared)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SIDES = """
            select %s as subject, held_out, sum(customers) as customers, sum(returned) as returned, sum(orders) as orders,
                   sum(orders_squared) as orders_squared, sum(margin) as margin, sum(margin_squared) as margin_squared
              from lift_day
             where unit = :unit and entered_on between :from and :to
             group by %s, held_out
            """;

    record Outcome(
            String customerId,
            String subject,
            boolean heldOut,
            String channel,
            boolean cameBack,
            long orders,
            BigDecimal spent,
            BigDecimal onCredit,
            BigDecimal subsidy,
            int overdueBills) {}

    record Key(String unit, String subject, String channel, boolean heldOut) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    LiftRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    List<Outcome> ofStages(Instant from, Instant to, int windowDays) {
        return outcomes(STAGES, from, to, windowDays);
    }

    List<Outcome> ofOffers(Instant from, Instant to, int windowDays) {
        return outcomes(OFFERS, from, to, windowDays);
    }

    private List<Outcome> outcomes(String sql, Instant from, Instant to, int windowDays) {
        return client.sql(sql)
                .param("from", SqlTime.of(from))
                .param("to", SqlTime.of(to))
                .param("window", windowDays)
                .query((row, no) -> outcome(row))
                .list();
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        return new Outcome(
                row.getString("customer_id"),
                row.getString("subject"),
                row.getBoolean("held_out"),
                row.getString("channel"),
                row.getBoolean("came_back"),
                row.getLong("orders"),
                row.getBigDecimal("spent"),
                row.getBigDecimal("on_credit"),
                row.getBigDecimal("subsidy"),
                row.getInt("overdue"));
    }

    Optional<Instant> firstEntry() {
        return client.sql(FIRST_ENTRY)
                .query((row, no) -> Optional.ofNullable(SqlTime.read(row, "at")))
                .single();
    }

    Optional<LocalDate> lastCounted() {
        return Optional.ofNullable(template.queryForObject(LAST_COUNTED, LocalDate.class));
    }

    void save(LocalDate day, Map<Key, Side> sides) {
        client.sql(DELETE_DAY).param(day.toString()).update();
        template.batchUpdate(
                INSERT,
                sides.entrySet().stream()
                        .map(side -> new Object[] {
                            day.toString(),
                            side.getKey().unit(),
                            side.getKey().subject(),
                            side.getKey().channel(),
                            side.getKey().heldOut(),
                            side.getValue().customers(),
                            side.getValue().returned(),
                            side.getValue().orders(),
                            side.getValue().ordersSquared(),
                            side.getValue().margin(),
                            side.getValue().marginSquared()
                        })
                        .toList());
        client.sql(COUNTED).param(day.toString()).update();
    }

    /** Both sides by subject: treated first, held-out second. */
    Map<String, Side[]> sides(By by, LocalDate from, LocalDate to) {
        String column = by == By.CHANNEL ? "channel" : "subject";
        Map<String, Side[]> sides = new TreeMap<>();
        client.sql(SIDES.formatted(column, column))
                .param("unit", by == By.OFFER ? "OFFER" : "STAGE")
                .param("from", from.toString())
                .param("to", to.toString())
                .query(row -> {
                    sides.computeIfAbsent(row.getString("subject"), key -> new Side[] {Side.NONE, Side.NONE})[
                                    row.getBoolean("held_out") ? 1 : 0] =
                            new Side(
                                    row.getLong("customers"),
                                    row.getLong("returned"),
                                    row.getLong("orders"),
                                    row.getLong("orders_squared"),
                                    row.getDouble("margin"),
                                    row.getDouble("margin_squared"));
                });
        return sides;
    }
}
