package io.perennial.insight;

import io.perennial.platform.api.DateRange;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class InsightRepository {

    private static final String STAGES = """
            select stage, tier, count(*) as customers
              from customer
             where erased_at is null
             group by stage, tier
             order by stage, tier
            """;
    private static final String COHORT_SUM = """
            select coalesce(sum(customers), 0) as customers, coalesce(sum(activated), 0) as activated,
                   coalesce(sum(repeated), 0) as repeated
              from insight_cohort
             where registered_on between :from and :to
            """;
    private static final String CHANNELS = """
            select channel, sum(customers) as customers, sum(activated) as activated, sum(repeated) as repeated,
                   sum(case when registered_on <= :ripe then customers else 0 end) as ripe,
                   sum(case when registered_on <= :ripe then activated_soon else 0 end) as activated_soon,
                   sum(billed) as billed, sum(overdue) as overdue, sum(orders) as orders, sum(spend) as spend
              from insight_cohort
             where registered_on between :from and :to
             group by channel
            having sum(customers) > 0
             order by channel
            """;
    private static final String COSTS = """
            select channel, sum(cost) as cost, sum(clicks) as clicks
              from channel_cost
             where day between :from and :to
             group by channel
            """;
    private static final String COHORTS = """
            select registered_on, sum(customers) as customers
              from insight_cohort
             where registered_on between :from and :to
             group by registered_on
            """;
    private static final String KEPT = """
            select registered_in, month_no, customers
              from insight_kept
             where registered_in between :from and :to
            """;
    private static final String BUDGETS = """
            select offer, count_limit, count_issued, amount_limit, amount_issued from offer_budget
            """;
    /** Callbacks without an outcome whose journey still waits for one. */
    private static final String CALLBACKS_OPEN = """
            select c.kind, count(*) as calls, sum(case when c.due_at < :now then 1 else 0 end) as overdue
              from callback c
              left join callback_request r on r.request_key = c.request_key
              left join journey j on j.process_instance_id = r.process_instance_id
             where c.created_at >= :from and c.created_at < :to
               and not exists (select 1 from callback_outcome o where o.callback_seq = c.seq)
               and (r.process_instance_id is null or j.process_instance_id is not null)
             group by c.kind
            """;

    private static final String WAITING = """
            select kind, count(*) as calls from callback_request where admitted = false group by kind
            """;
    private static final String REVIEWS = """
            select r.process_instance_id, r.started_at, r.ended_at,
                   coalesce(sum(c.planned), 0) as planned,
                   coalesce(sum(case when c.done_at is null then 0 else c.planned end), 0) as done,
                   coalesce(sum(c.customers), 0) as customers, coalesce(sum(c.changed), 0) as changed,
                   coalesce(sum(c.started), 0) as started, count(c.no) as chunks, count(c.done_at) as chunks_done
              from (select process_instance_id, started_at, ended_at
                      from review order by started_at desc, process_instance_id desc limit 14) r
              left join review_chunk c on c.process_instance_id = r.process_instance_id
             group by r.process_instance_id, r.started_at, r.ended_at
             order by r.started_at desc, r.process_instance_id desc
            """;
    private static final String ORDERS = """
            select count(*) as orders, coalesce(sum(amount), 0) as spend
              from customer_order
             where placed_at >= :from and placed_at < :to and cancelled = false
            """;
    private static final String REGISTERED_ON = """
            select coalesce(sum(customers), 0) from insight_cohort where registered_on = ?
            """;
    private static final String CUSTOMERS = """
            select coalesce(sum(customers), 0) from insight_cohort
            """;
    private static final String ACTIVE_ON = """
            select count(*) from insight_customer where last_active_on >= ?
            """;
    private static final String CALLED = """
            select count(*) from callback_outcome where at >= ? and at < ?
            """;
    private static final String CALLS = """
            select count(*) from callback where created_at >= ? and created_at < ?
            """;
    private static final String TASKS = "select count(*) from ACT_RU_TASK";
    private static final String JOURNEYS = "select count(*) from journey";

    record CohortSum(long customers, long activated, long repeated) {}

    record ChannelSums(
            String channel,
            long customers,
            long activated,
            long repeated,
            long ripe,
            long activatedSoon,
            long billed,
            long overdue,
            long orders,
            BigDecimal spend) {}

    record Cost(BigDecimal cost, Long clicks) {}

    record Budget(long count, long countUsed, BigDecimal amount, BigDecimal amountUsed) {}

    record Calls(long calls, long overdue) {

        static final Calls NONE = new Calls(0, 0);
    }

    record Orders(long orders, BigDecimal spend) {}

    private final JdbcClient client;
    private final BusinessClock clock;

    InsightRepository(JdbcClient client, BusinessClock clock) {
        this.client = client;
        this.clock = clock;
    }

    List<StageCount> stages() {
        return client.sql(STAGES)
                .query((row, no) ->
                        new StageCount(row.getString("stage"), row.getString("tier"), row.getLong("customers")))
                .list();
    }

    CohortSum cohortSum(DateRange period) {
        return during(COHORT_SUM, period)
                .query((row, no) ->
                        new CohortSum(row.getLong("customers"), row.getLong("activated"), row.getLong("repeated")))
                .single();
    }

    /** @param ripe last day of registration of customers whose 30 days are over */
    List<ChannelSums> channels(DateRange period, LocalDate ripe) {
        return during(CHANNELS, period)
                .param("ripe", ripe.toString())
                .query((row, no) -> new ChannelSums(
                        row.getString("channel"),
                        row.getLong("customers"),
                        row.getLong("activated"),
                        row.getLong("repeated"),
                        row.getLong("ripe"),
                        row.getLong("activated_soon"),
                        row.getLong("billed"),
                        row.getLong("overdue"),
                        row.getLong("orders"),
                        row.getBigDecimal("spend")))
                .list();
    }

    Map<String, Cost> costs(DateRange period) {
        Map<String, Cost> costs = new TreeMap<>();
        during(COSTS, period).query(row -> {
            long clicks = row.getLong("clicks");
            costs.put(row.getString("channel"), new Cost(row.getBigDecimal("cost"), row.wasNull() ? null : clicks));
        });
        return costs;
    }

    /** The number of registrations by the first day of their month. */
    Map<LocalDate, Long> cohorts(DateRange period) {
        Map<LocalDate, Long> cohorts = new TreeMap<>();
        during(COHORTS, period).query(row -> {
            cohorts.merge(
                    row.getObject("registered_on", LocalDate.class).withDayOfMonth(1),
                    row.getLong("customers"),
                    Long::sum);
        });
        return cohorts;
    }

    /** The number of active customers by first day of the month of registration, and by month after it. */
    Map<LocalDate, Map<Integer, Long>> activeByMonth(DateRange period) {
        Map<LocalDate, Map<Integer, Long>> kept = new HashMap<>();
        during(KEPT, period).query(row -> {
            kept.computeIfAbsent(row.getObject("registered_in", LocalDate.class), month -> new HashMap<>())
                    .put(row.getInt("month_no"), row.getLong("customers"));
        });
        return kept;
    }

    Map<String, Budget> budgets() {
        Map<String, Budget> budgets = new TreeMap<>();
        client.sql(BUDGETS).query(row -> {
            budgets.put(
                    row.getString("offer"),
                    new Budget(
                            row.getLong("count_limit"),
                            row.getLong("count_issued"),
                            row.getBigDecimal("amount_limit"),
                            row.getBigDecimal("amount_issued")));
        });
        return budgets;
    }

    /** By kind: open callbacks created in these days. */
    Map<String, Calls> callbacksOpen(DateRange period) {
        Map<String, Calls> open = new TreeMap<>();
        between(CALLBACKS_OPEN, period)
                .param("now", SqlTime.of(clock.instant()))
                .query(row -> {
                    open.put(row.getString("kind"), new Calls(row.getLong("calls"), row.getLong("overdue")));
                });
        return open;
    }

    Map<String, Long> callbacksWaiting() {
        Map<String, Long> waiting = new TreeMap<>();
        client.sql(WAITING).query(row -> {
            waiting.put(row.getString("kind"), row.getLong("calls"));
        });
        return waiting;
    }

    List<ReviewRow> reviews() {
        Instant now = clock.instant();
        return client.sql(REVIEWS)
                .query((row, no) -> {
                    Instant startedAt = SqlTime.read(row, "started_at");
                    Instant endedAt = SqlTime.read(row, "ended_at");
                    long planned = row.getLong("planned");
                    long done = row.getLong("done");
                    boolean tellable = endedAt == null && done > 0;
                    return new ReviewRow(
                            row.getString("process_instance_id"),
                            startedAt,
                            endedAt,
                            planned,
                            done,
                            row.getLong("customers"),
                            row.getLong("changed"),
                            row.getLong("started"),
                            row.getLong("chunks"),
                            row.getLong("chunks_done"),
                            tellable ? Duration.between(startedAt, now).toSeconds() * (planned - done) / done : null);
                })
                .list();
    }

    Orders orders(LocalDate day) {
        return between(ORDERS, new DateRange(day, day))
                .query((row, no) -> new Orders(row.getLong("orders"), row.getBigDecimal("spend")))
                .single();
    }

    long registeredOn(LocalDate day) {
        return client.sql(REGISTERED_ON).param(day.toString()).query(Long.class).single();
    }

    long customers() {
        return client.sql(CUSTOMERS).query(Long.class).single();
    }

    long activeOn(LocalDate day) {
        return client.sql(ACTIVE_ON).param(day.toString()).query(Long.class).single();
    }

    long calls(LocalDate day) {
        return on(CALLS, day);
    }

    long called(LocalDate day) {
        return on(CALLED, day);
    }

    private long on(String count, LocalDate day) {
        return client.sql(count)
                .params(begin(day), begin(day.plusDays(1)))
                .query(Long.class)
                .single();
    }

    long tasks() {
        return client.sql(TASKS).query(Long.class).single();
    }

    long journeys() {
        return client.sql(JOURNEYS).query(Long.class).single();
    }

    private JdbcClient.StatementSpec during(String sql, DateRange period) {
        return client.sql(sql)
                .param("from", period.from().toString())
                .param("to", period.to().toString());
    }

    private JdbcClient.StatementSpec between(String sql, DateRange period) {
        return client.sql(sql)
                .param("from", begin(period.from()))
                .param("to", begin(period.to().plusDays(1)));
    }

    private String begin(LocalDate day) {
        return SqlTime.of(day.atStartOfDay(clock.getZone()).toInstant());
    }
}
