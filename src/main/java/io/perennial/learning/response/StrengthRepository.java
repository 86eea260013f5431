package io.perennial.learning.response;

import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StrengthRepository {

    /** Reward of coupons within their window by strength and day of issue: margin of orders, less the coupon's cost. */
    private static final String REWARDS = """
            select strength, day, count(*) as customers, sum(redeemed) as redeemed, sum(cost) as cost, sum(reward) as reward,
                   sum(reward * reward) as squares, sum(case when reward = 0 then 0 else 1 end) as answered
              from (select value as strength, cast(issued_at as date) as day, redeemed, cost,
                           spent * :margin - redeemed * cost as reward
                      from (select c.value, c.issued_at, c.cost,
                                   case when c.state = 'REDEEMED' then 1 else 0 end as redeemed,
                                   (select coalesce(sum(o.amount), 0)
                                      from customer_order o
                                     where o.customer_id = c.customer_id and not o.cancelled and o.placed_at >= c.issued_at
                                       and o.placed_at < timestampadd(day, :window, c.issued_at)) as spent
                              from coupon c
                             where c.offer = :offer and c.issued_at >= :from and c.issued_at < :to) earned) rewarded
             group by strength, day
            """;

    private static final String SHARES = """
            select offer, strength, share, weight, reward, variance, learned_at
              from strength_share
             where offer = ?
             order by strength
            """;
    private static final String DELETE_SHARES = "delete from strength_share where offer = ?";
    private static final String INSERT_SHARE = """
            insert into strength_share (offer, strength, share, weight, reward, variance, learned_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String OPEN_BUDGET = """
            insert into strength_budget (offer, period, spent) values (?, ?, 0) on duplicate key update spent = spent
            """;
    private static final String SPEND = """
            update strength_budget set spent = spent + :extra
             where offer = :offer and period = :period and spent + :extra <= :budget
            """;
    private static final String SPENT = """
            select coalesce(sum(spent), 0) from strength_budget where offer = ? and period = ?
            """;

    record Reward(
            BigDecimal strength,
            LocalDate day,
            long customers,
            long redeemed,
            BigDecimal cost,
            double reward,
            double squares,
            long answered) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    StrengthRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    List<Reward> rewards(String offer, Instant from, Instant to, int windowDays, BigDecimal marginShare) {
        return client.sql(REWARDS)
                .param("offer", offer)
                .param("from", SqlTime.of(from))
                .param("to", SqlTime.of(to))
                .param("window", windowDays)
                .param("margin", marginShare)
                .query((row, no) -> new Reward(
                        row.getBigDecimal("strength"),
                        row.getObject("day", LocalDate.class),
                        row.getLong("customers"),
                        row.getLong("redeemed"),
                        row.getBigDecimal("cost"),
                        row.getDouble("reward"),
                        row.getDouble("squares"),
                        row.getLong("answered")))
                .list();
    }

    List<Strength> shares(String offer) {
        return client.sql(SHARES)
                .param(offer)
                .query((row, no) -> new Strength(
                        row.getString("offer"),
                        row.getBigDecimal("strength"),
                        row.getDouble("share"),
                        row.getDouble("weight"),
                        row.getDouble("reward"),
                        row.getDouble("variance"),
                        SqlTime.read(row, "learned_at")))
                .list();
    }

    void replace(String offer, List<Strength> strengths) {
        client.sql(DELETE_SHARES).param(offer).update();
        template.batchUpdate(
                INSERT_SHARE,
                strengths.stream()
                        .map(strength -> new Object[] {
                            offer,
                            strength.strength(),
                            strength.share(),
                            strength.customers(),
                            strength.reward(),
                            strength.variance(),
                            SqlTime.of(strength.learnedAt())
                        })
                        .toList());
    }

    /** Spends the amount from the month's budget; false if less is left. */
    boolean spend(String offer, String period, BigDecimal extra, BigDecimal budget) {
        if (deduct(offer, period, extra, budget)) {
            return true;
        }
        // "insert ignore" would take a shared lock on an existing row, and two holders of it would deadlock.
        client.sql(OPEN_BUDGET).params(offer, period).update();
        return deduct(offer, period, extra, budget);
    }

    private boolean deduct(String offer, String period, BigDecimal extra, BigDecimal budget) {
        return client.sql(SPEND)
                        .param("extra", extra)
                        .param("offer", offer)
                        .param("period", period)
                        .param("budget", budget)
                        .update()
                == 1;
    }

    BigDecimal spent(String offer, String period) {
        return client.sql(SPENT).params(offer, period).query(BigDecimal.class).single();
    }
}
