package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perennial.Perennial;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.customer.event.EventIntake;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.platform.engine.jobs.DueJobs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The nightly review of a million customers on MySQL, one in a hundred of them about to leave, beside the naive way on a sample:
 * for each customer a transaction that loads, asks the engine's decision service, updates and starts. One node, 512 MB of heap.
 */
@Tag("review")
class ReviewBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final int SAMPLE = Integer.getInteger("bench.sample", 2_000);
    private static final int LIVES = 100;
    private static final int OF_WHOM_SILENT = 1;

    private static final String COPY_CUSTOMERS = """
            insert into customer (customer_id, registered_at, channel, campaign, name, phone, age, region, locale,
              marketing_consent, credit_grade, stage, stage_since, tier, tier_since, warned_at)
            select concat('b', lpad(n.no, 6, '0'), '-', customer_id), registered_at, channel, campaign, name, phone, age, region,
              locale, marketing_consent, credit_grade, 'RETENTION', stage_since, tier, tier_since, null
            from number n join customer where customer_id like 'life-%' and n.no >= ? and n.no < ?""";
    private static final String COPY_BOOKS = """
            insert into day_book (customer_id, last_login_at, book)
            select concat('b', lpad(n.no, 6, '0'), '-', customer_id), last_login_at, book
            from number n join day_book where customer_id like 'life-%' and n.no >= ? and n.no < ?""";
    private static final String COPY_ACCOUNTS = """
            insert into credit_account (customer_id, credit_limit, used, frozen)
            select concat('b', lpad(n.no, 6, '0'), '-', customer_id), credit_limit, used, frozen
            from number n join credit_account where customer_id like 'life-%' and n.no >= ? and n.no < ?""";
    private static final String COPY_MEMBERS = """
            insert into member (customer_id, level, enrolled_at)
            select concat('b', lpad(n.no, 6, '0'), '-', customer_id), level, enrolled_at
            from number n join member where customer_id like 'life-%' and n.no >= ? and n.no < ?""";

    private final Instant now = Instant.now();

    @Test
    void aMillionCustomersInMinutes() throws Exception {
        try (TestDatabase database = TestDatabases.mysql()) {
            try (ConfigurableApplicationContext app = start(database, false)) {
                lives(app);
                multiply(app.getBean(JdbcTemplate.class));
            }
            try (ConfigurableApplicationContext app = start(database, true)) {
                double naive = naive(app);
                double review = review(app);
                System.out.printf("%nnaive %,.0f/s, review %,.0f/s: %.0f times%n", naive, review, review / naive);
                assertThat(review / naive).isGreaterThan(50);
            }
        }
    }

    private static ConfigurableApplicationContext start(TestDatabase database, boolean jobs) {
        return new SpringApplicationBuilder(Perennial.class)
                .profiles("mysql")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--perennial.password=A-Bench-Of-2026",
                        "--perennial.demo=false",
                        "--perennial.outreach.relay=false",
                        "--camunda.bpm.job-execution.enabled=" + jobs);
    }

    /** A hundred customers with a year behind them; one has not been seen for twenty days. */
    private void lives(ConfigurableApplicationContext app) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int life = 0; life < LIVES; life++) {
            String id = "life-%03d".formatted(life);
            int silent = life < OF_WHOM_SILENT ? 20 : 1 + life % 9;
            events.add(event(id, "r", "CUSTOMER_REGISTERED", 400, Map.of("channel", "APP", "age", 20 + life % 40)));
            events.add(event(id, "g", "CREDIT_ASSESSED", 399, Map.of("grade", "B", "limit", 20000)));
            for (int order = 0; order < 4 + life % 12; order++) {
                events.add(event(
                        id,
                        "o" + order,
                        "ORDER_PLACED",
                        20 + order * 25,
                        Map.of(
                                "orderId",
                                id + order,
                                "amount",
                                200 + life * 10,
                                "category",
                                order % 2 == 0 ? "HOME" : "PHONE",
                                "periods",
                                order % 3 * 3)));
            }
            for (int bill = 0; bill < 3; bill++) {
                events.add(event(
                        id,
                        "b" + bill,
                        "REPAYMENT_MADE",
                        40 + bill * 30,
                        Map.of(
                                "billId",
                                id + bill,
                                "amount",
                                300,
                                "dueOn",
                                now.minus(Duration.ofDays(39 + bill * 30))
                                        .atZone(ZoneId.of("Asia/Shanghai"))
                                        .toLocalDate()
                                        .toString())));
            }
            events.add(event(id, "v", "PAGE_VIEWED", 30, Map.of("category", "HOME", "page", "PRODUCT", "seconds", 60)));
            events.add(event(id, "l", "LOGGED_IN", silent, Map.of()));
        }
        assertThat(app.getBean(EventIntake.class)
                        .ingest(TestApplication.newEvents(events))
                        .rejected())
                .isEmpty();
        app.getBean(DueJobs.class).run(2);
    }

    private Map<String, Object> event(String id, String no, String type, int daysAgo, Map<String, ?> data) {
        return Map.of(
                "eventId", id + no,
                "type", type,
                "customerId", id,
                "occurredAt", now.minus(Duration.ofDays(daysAgo)).toString(),
                "data", data);
    }

    private static void multiply(JdbcTemplate jdbc) {
        jdbc.execute("create table number (no int not null primary key)");
        int copies = CUSTOMERS / LIVES;
        List<Object[]> numbers = new ArrayList<>();
        for (int no = 0; no < copies; no++) {
            numbers.add(new Object[] {no});
        }
        jdbc.batchUpdate("insert into number values (?)", numbers);
        for (int from = 0; from < copies; from += 200) {
            jdbc.update(COPY_CUSTOMERS, from, from + 200);
            jdbc.update(COPY_BOOKS, from, from + 200);
            jdbc.update(COPY_ACCOUNTS, from, from + 200);
            jdbc.update(COPY_MEMBERS, from, from + 200);
        }
        jdbc.execute("analyze table customer, credit_account, member");
    }

    private static double naive(ConfigurableApplicationContext app) {
        ProfileService profiles = app.getBean(ProfileService.class);
        DecisionService decisions = app.getBean(DecisionService.class);
        TransactionTemplate transaction = app.getBean(TransactionTemplate.class);
        JdbcTemplate jdbc = app.getBean(JdbcTemplate.class);
        List<String> sample = jdbc.queryForList(
                "select customer_id from customer where customer_id like 'b%' order by customer_id desc limit "
                        + 2 * SAMPLE,
                String.class);
        sample.subList(0, SAMPLE)
                .forEach(id -> transaction.executeWithoutResult(status -> one(id, profiles, decisions, jdbc)));
        long start = System.nanoTime();
        sample.subList(SAMPLE, 2 * SAMPLE)
                .forEach(id -> transaction.executeWithoutResult(status -> one(id, profiles, decisions, jdbc)));
        return SAMPLE * 1e9 / (System.nanoTime() - start);
    }

    private static void one(String id, ProfileService profiles, DecisionService decisions, JdbcTemplate jdbc) {
        Profile profile = profiles.loadForUpdate(List.of(id)).get(id);
        Map<String, Object> facts = profiles.facts(profile).asMap();
        String tier = decisions
                .evaluateDecisionTableByKey("customer-tier", facts)
                .getSingleResult()
                .getEntry("tier");
        decisions.evaluateDecisionTableByKey("risk-tags", facts);
        decisions.evaluateDecisionTableByKey("churn-risk", facts);
        jdbc.update("update customer set tier = ?, tier_since = tier_since where customer_id = ?", tier, id);
    }

    private static double review(ConfigurableApplicationContext app) {
        JdbcTemplate jdbc = app.getBean(JdbcTemplate.class);
        long start = System.nanoTime();
        app.getBean(RuntimeService.class).startProcessInstanceByKey("nightly-review");
        await().atMost(Duration.ofHours(2)).pollInterval(Duration.ofSeconds(2)).until(() -> {
            Map<String, Object> sum = jdbc.queryForMap("""
                    select count(*) as chunks, count(done_at) as done, coalesce(sum(customers), 0) as customers,
                      coalesce(sum(started), 0) as started
                    from review_chunk""");
            Runtime java = Runtime.getRuntime();
            System.out.printf(
                    "%5.0f s: %s, %d MB of heap used%n",
                    seconds(start), sum, (java.totalMemory() - java.freeMemory()) >> 20);
            return ((Number) sum.get("customers")).intValue() == CUSTOMERS + LIVES;
        });
        double seconds = seconds(start);
        assertThat(jdbc.queryForObject("select sum(started) from review_chunk", Integer.class))
                .isBetween(CUSTOMERS / LIVES, CUSTOMERS / LIVES + LIVES);
        return (CUSTOMERS + LIVES) / seconds;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
