package io.perennial.learning.value;

import io.perennial.customer.profile.Purchases;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ValueRepository {

    private static final String PURCHASES = """
            select customer_id, count(distinct cast(timestampadd(minute, :offset, placed_at) as date)) as days,
                   min(placed_at) as first_at, max(placed_at) as last_at, sum(amount) as spent
              from customer_order
             where customer_id in (:ids) and placed_at is not null and not cancelled
             group by customer_id
            """;
    private static final String PAGE = """
            select p.customer_id, p.channel, p.registered_at,
                   count(distinct cast(timestampadd(minute, :offset, o.placed_at) as date)) as days,
                   min(o.placed_at) as first_at, max(o.placed_at) as last_at, coalesce(sum(o.amount), 0) as spent
              from (select customer_id, channel, registered_at
                      from customer
                     where customer_id > :after
                     order by customer_id
                     limit :page) p
              left join customer_order o
                on o.customer_id = p.customer_id and o.placed_at is not null and not o.cancelled
             group by p.customer_id, p.channel, p.registered_at
             order by p.customer_id
            """;
    private static final String CREDIT_IN_USE = """
            select a.customer_id, a.used,
                   (select count(*)
                      from bill b
                     where b.customer_id = a.customer_id and b.overdue_at > :since) as overdue
              from credit_account a
             where a.used > 0 and a.customer_id > :after and a.customer_id <= :upTo
            """;
    /** Counts an order placed before the registration in month 0. */
    private static final String SPENT_BY_AGE = """
            select channel, cohort, age, sum(amount) as spent
              from (select c.channel,
                           year(timestampadd(minute, :offset, c.registered_at)) * 12
                             + month(timestampadd(minute, :offset, c.registered_at)) - 1 as cohort,
                           year(timestampadd(minute, :offset, greatest(o.placed_at, c.registered_at))) * 12
                             + month(timestampadd(minute, :offset, greatest(o.placed_at, c.registered_at)))
                             - year(timestampadd(minute, :offset, c.registered_at)) * 12
                             - month(timestampadd(minute, :offset, c.registered_at)) as age,
                           o.amount
                      from customer c
                      join customer_order o
                        on o.customer_id = c.customer_id and o.placed_at is not null and not o.cancelled
                     where c.customer_id > :after and c.customer_id <= :upTo) spending
             group by channel, cohort, age
            """;

    private static final String LATEST_MODEL = """
            select at, customers, repeaters, r, alpha, a, b, purchases_log_likelihood, p, q, v, spend_log_likelihood
              from value_model
             order by seq desc
             limit 1
            """;
    private static final String INSERT_MODEL = """
            insert into value_model (seq, at, customers, repeaters, r, alpha, a, b, purchases_log_likelihood, p, q, v,
                                     spend_log_likelihood)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_COHORT = """
            insert into value_cohort (channel, cohort, reckoned_at, customers, buyers, alive, spent, predicted_margin,
                                      expected_loss)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_AGE = """
            insert into value_cohort_age (channel, cohort, age, spent) values (?, ?, ?, ?)
            """;
    private static final String COHORTS = """
            select channel, cohort, reckoned_at, customers, buyers, alive, spent, predicted_margin, expected_loss
              from value_cohort
             where cohort between :from and :to
             order by cohort, channel
            """;
    private static final String AGES = """
            select channel, cohort, age, spent from value_cohort_age where cohort between :from and :to
            """;
    private static final String COSTS = """
            select channel, year(day) * 12 + month(day) - 1 as cohort, sum(cost) as cost
              from channel_cost
             where day between :from and :to
             group by channel, year(day) * 12 + month(day) - 1
            """;

    /** Cohort: customers of one channel who registered in one month. */
    record Key(String channel, YearMonth month) {}

    record Customer(String customerId, Key cohort, Purchases purchases) {}

    record Credit(BigDecimal used, int overdueBills) {}

    /** Numbers of a cohort; money in yuan. */
    record Figures(
            Instant computedAt,
            long customers,
            long buyers,
            double alive,
            BigDecimal spent,
            BigDecimal predictedMargin,
            BigDecimal expectedLoss) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    ValueRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    /** The purchases of those customers who have any; days are those of the zone's current offset. */
    Map<String, Purchases> purchases(Collection<String> customerIds, ZoneId zone, Instant now) {
        Map<String, Purchases> found = new HashMap<>();
        client.sql(PURCHASES)
                .param("offset", offset(zone, now))
                .param("ids", customerIds)
                .query(row -> {
                    found.put(row.getString("customer_id"), purchases(row, zone, now));
                });
        return found;
    }

    /** The next page of customers after that id, ordered by id. */
    List<Customer> customers(String after, int page, ZoneId zone, Instant now) {
        return client.sql(PAGE)
                .param("offset", offset(zone, now))
                .param("after", after)
                .param("page", page)
                .query((row, no) -> new Customer(
                        row.getString("customer_id"),
                        new Key(
                                row.getString("channel"),
                                YearMonth.from(
                                        SqlTime.read(row, "registered_at").atZone(zone))),
                        purchases(row, zone, now)))
                .list();
    }

    private static Purchases purchases(ResultSet row, ZoneId zone, Instant now) throws SQLException {
        int days = row.getInt("days");
        if (days == 0) {
            return Purchases.NONE;
        }
        // The same offset as in the query, so that counted and named days agree.
        ZoneId offset = zone.getRules().getOffset(now);
        return new Purchases(
                days,
                LocalDate.ofInstant(SqlTime.read(row, "first_at"), offset),
                LocalDate.ofInstant(SqlTime.read(row, "last_at"), offset),
                row.getBigDecimal("spent"));
    }

    private static int offset(ZoneId zone, Instant now) {
        return zone.getRules().getOffset(now).getTotalSeconds() / 60;
    }

    /** Credit accounts in use, by customer. */
    Map<String, Credit> creditInUse(String after, String upTo, Instant overdueSince) {
        Map<String, Credit> found = new HashMap<>();
        client.sql(CREDIT_IN_USE)
                .param("since", SqlTime.of(overdueSince))
                .param("after", after)
                .param("upTo", upTo)
                .query(row -> {
                    found.put(
                            row.getString("customer_id"), new Credit(row.getBigDecimal("used"), row.getInt("overdue")));
                });
        return found;
    }

    /** Adds the spend of those customers to their cohorts, by months since registration. */
    void addSpentByAge(
            String after, String upTo, ZoneId zone, Instant now, Map<Key, TreeMap<Integer, BigDecimal>> sums) {
        client.sql(SPENT_BY_AGE)
                .param("offset", offset(zone, now))
                .param("after", after)
                .param("upTo", upTo)
                .query(row -> {
                    sums.computeIfAbsent(
                                    new Key(row.getString("channel"), month(row.getInt("cohort"))),
                                    key -> new TreeMap<>())
                            .merge(Math.max(0, row.getInt("age")), row.getBigDecimal("spent"), BigDecimal::add);
                });
    }

    private static YearMonth month(int months) {
        return YearMonth.of(months / 12, months % 12 + 1);
    }

    Optional<ValueModel> latestModel() {
        return client.sql(LATEST_MODEL)
                .query((row, no) -> new ValueModel(
                        SqlTime.read(row, "at"),
                        row.getLong("customers"),
                        row.getLong("repeaters"),
                        new BgNbd(row.getDouble("r"), row.getDouble("alpha"), row.getDouble("a"), row.getDouble("b")),
                        row.getDouble("purchases_log_likelihood"),
                        new GammaGamma(row.getDouble("p"), row.getDouble("q"), row.getDouble("v")),
                        row.getDouble("spend_log_likelihood")))
                .optional();
    }

    void insert(long seq, ValueModel model) {
        BgNbd purchases = model.purchases();
        GammaGamma spend = model.spend();
        client.sql(INSERT_MODEL)
                .params(
                        seq,
                        SqlTime.of(model.at()),
                        model.customers(),
                        model.repeaters(),
                        purchases.r(),
                        purchases.alpha(),
                        purchases.a(),
                        purchases.b(),
                        model.purchasesLogLikelihood(),
                        spend.p(),
                        spend.q(),
                        spend.v(),
                        model.spendLogLikelihood())
                .update();
    }

    /** Replaces the stored cohorts. */
    void replaceCohorts(Map<Key, Figures> cohorts, Map<Key, TreeMap<Integer, BigDecimal>> spentByAge) {
        client.sql("delete from value_cohort").update();
        client.sql("delete from value_cohort_age").update();
        template.batchUpdate(
                INSERT_COHORT,
                cohorts.entrySet().stream()
                        .map(cohort -> new Object[] {
                            cohort.getKey().channel(),
                            cohort.getKey().month().toString(),
                            SqlTime.of(cohort.getValue().computedAt()),
                            cohort.getValue().customers(),
                            cohort.getValue().buyers(),
                            cohort.getValue().alive(),
                            cohort.getValue().spent(),
                            cohort.getValue().predictedMargin(),
                            cohort.getValue().expectedLoss()
                        })
                        .toList());
        template.batchUpdate(
                INSERT_AGE,
                spentByAge.entrySet().stream()
                        .flatMap(cohort -> cohort.getValue().entrySet().stream().map(age -> new Object[] {
                            cohort.getKey().channel(), cohort.getKey().month().toString(), age.getKey(), age.getValue()
                        }))
                        .toList());
    }

    Map<Key, Figures> cohorts(YearMonth from, YearMonth to) {
        Map<Key, Figures> cohorts = new LinkedHashMap<>();
        client.sql(COHORTS)
                .param("from", from.toString())
                .param("to", to.toString())
                .query(row -> {
                    cohorts.put(
                            new Key(row.getString("channel"), YearMonth.parse(row.getString("cohort"))),
                            new Figures(
                                    SqlTime.read(row, "reckoned_at"),
                                    row.getLong("customers"),
                                    row.getLong("buyers"),
                                    row.getDouble("alive"),
                                    row.getBigDecimal("spent"),
                                    row.getBigDecimal("predicted_margin"),
                                    row.getBigDecimal("expected_loss")));
                });
        return cohorts;
    }

    Map<Key, TreeMap<Integer, BigDecimal>> spentByAge(YearMonth from, YearMonth to) {
        Map<Key, TreeMap<Integer, BigDecimal>> ages = new HashMap<>();
        client.sql(AGES)
                .param("from", from.toString())
                .param("to", to.toString())
                .query(row -> {
                    ages.computeIfAbsent(
                                    new Key(row.getString("channel"), YearMonth.parse(row.getString("cohort"))),
                                    key -> new TreeMap<>())
                            .put(row.getInt("age"), row.getBigDecimal("spent"));
                });
        return ages;
    }

    /** Channel costs by month. */
    Map<Key, BigDecimal> costs(YearMonth from, YearMonth to) {
        Map<Key, BigDecimal> costs = new HashMap<>();
        client.sql(COSTS)
                .param("from", from.atDay(1).toString())
                .param("to", to.atEndOfMonth().toString())
                .query(row -> {
                    costs.put(
                            new Key(row.getString("channel"), month(row.getInt("cohort"))), row.getBigDecimal("cost"));
                });
        return costs;
    }
}
