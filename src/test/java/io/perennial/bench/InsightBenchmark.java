package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.House;
import io.perennial.Perennial;
import io.perennial.TestDatabases;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How long each question of the dashboard takes with a million customers there ({@code -Dbench.customers}), each with three
 * events, two orders, three moves and a journey under way in part. On the MySQL that {@code PERENNIAL_TEST_MYSQL} names.
 */
@Tag("insight")
class InsightBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final int TIMES = 9;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final List<String> QUESTIONS = List.of(
            "today",
            "funnel",
            "funnel?from=2026-05-17",
            "cohorts",
            "channels",
            "channels?from=2026-05-17",
            "offers",
            "offers?from=2026-05-17",
            "callbacks",
            "reviews",
            "journeys?from=2026-05-17",
            "journeys/activation?from=2026-05-17");

    private static final String ID = "concat('bench-', lpad(n, 7, '0'))";
    private static final String REGISTERED = "timestampadd(minute, -mod(n * 7, 525600), '2026-06-15 03:00:00')";

    private static TestDatabases.TestDatabase database;
    private static ConfigurableApplicationContext house;
    private static JdbcTemplate jdbc;
    private static String address;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        database = TestDatabases.mysql();
        house = new SpringApplicationBuilder(Perennial.class)
                .profiles("mysql")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--" + House.SIMULATED,
                        "--" + House.NO_DEMO,
                        "--" + House.FIRST_PASSWORD,
                        "--" + House.JOBS_BY_HAND,
                        "--" + House.RELAY_BY_HAND);
        house.getBean(BusinessClock.class).standAt(Instant.parse("2026-06-15T03:00:00Z"));
        jdbc = house.getBean(JdbcTemplate.class);
        address = "http://localhost:"
                + ((ServletWebServerApplicationContext) house).getWebServer().getPort() + "/api/v1/insight/";
        populate();
    }

    @AfterAll
    static void close() {
        house.close();
        database.close();
    }

    /** How they came about is not what is measured. */
    private static void populate() {
        jdbc.execute("create table bench_no (n int not null primary key)");
        jdbc.update("insert into bench_no values (0)");
        for (int there = 1; there < CUSTOMERS; there *= 2) {
            jdbc.update("insert into bench_no select n + " + there + " from bench_no where n + " + there + " < " + CUSTOMERS);
        }
        long longAgo = house.getBean(Sequence.class).before(Duration.ofHours(2));
        fill("customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier, tier_since)",
                ID + ", " + REGISTERED + ", concat('channel-', mod(n, 12)), true,"
                        + " elt(1 + mod(n, 6), 'ACQUISITION', 'ACTIVATION', 'RETENTION', 'CHURN_WARNING', 'RECALL', 'LOST'), "
                        + REGISTERED + ", elt(1 + mod(n, 4), 'STANDARD', 'POTENTIAL', 'HIGH_VALUE', 'RISK'), " + REGISTERED);
        for (int no = 0; no < 3; no++) {
            long from = longAgo + (long) no * CUSTOMERS;
            String at = "least('2026-06-15 02:59:59', timestampadd(day, " + 25 * no + ", " + REGISTERED + "))";
            fill("event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)",
                    from + " + n, concat('e', " + no + ", '-', n), '" + (no == 0 ? "CUSTOMER_REGISTERED" : "ORDER_PLACED")
                            + "', " + ID + ", " + at + ", " + at + ", '', '{}'");
            fill("stage_move (seq, request_key, customer_id, at, from_stage, to_stage, cause)",
                    from + " + n, concat('m', " + no + ", '-', n), " + ID + ", " + at + ", '"
                            + List.of("ACQUISITION", "ACTIVATION", "RETENTION").get(no) + "', '"
                            + List.of("ACTIVATION", "RETENTION", "CHURN_WARNING").get(no) + "', 'bench'");
            if (no > 0) {
                fill("customer_order (customer_id, order_id, placed_at, received_at, amount, category, periods, cancelled)",
                        ID + ", '" + no + "', " + at + ", " + at + ", 100 + mod(n, 900), 'HOME', 0, mod(n, 17) = 0");
            }
        }
        String issued = "timestampadd(minute, -mod(n, 100000), '2026-06-15 03:00:00')";
        fill("coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at, expires_at, order_id)",
                "concat('cp', n), concat('cp', n), " + ID + ", concat('offer-', mod(n, 8)), 'CASH_OFF', 30, 30,"
                        + " if(mod(n, 5) = 0, 'REDEEMED', 'EXPIRED'), " + issued + ", " + issued + ", if(mod(n, 5) = 0, '1', null)");
        for (int no = 0; no < 2; no++) {
            fill("coupon_move (seq, coupon_id, customer_id, at, state, cause)",
                    longAgo + (long) no * CUSTOMERS + " + n, concat('cp', n), " + ID + ", " + issued + ", "
                            + (no == 0 ? "'ISSUED'" : "if(mod(n, 5) = 0, 'REDEEMED', 'EXPIRED')") + ", 'bench'");
        }
        journeys();
        jdbc.execute("analyze table customer, event, customer_order, coupon, coupon_move, stage_move, ACT_RU_EXECUTION,"
                + " ACT_HI_ACTINST, ACT_HI_PROCINST");
    }

    /** Three tenths of the customers are on their way, and the history of the last month is there. */
    private static void journeys() {
        String definition = jdbc.queryForObject(
                "select ID_ from ACT_RE_PROCDEF where KEY_ = 'activation' order by VERSION_ desc limit 1", String.class);
        String some = " from bench_no where mod(n, 10) < 3";
        jdbc.execute("set foreign_key_checks = 0");
        jdbc.update("insert into journey (customer_id, process, process_instance_id, started_at, again) select " + ID
                + ", 'activation', concat('pi', n), '2026-06-10 03:00:00', false" + some);
        jdbc.update("insert into ACT_HI_PROCINST (ID_, PROC_INST_ID_, PROC_DEF_ID_, PROC_DEF_KEY_, START_TIME_) select"
                + " concat('pi', n), concat('pi', n), '" + definition + "', 'activation', '2026-06-10 03:00:00'" + some);
        jdbc.update("insert into ACT_RU_EXECUTION (ID_, PROC_INST_ID_, PROC_DEF_ID_, ACT_ID_, IS_ACTIVE_) select"
                + " concat('pi', n), concat('pi', n), '" + definition + "', 'Activity_LeadToFirstOrder', 1" + some);
        for (String element : List.of("StartEvent_ActivationBegins", "Task_SendGuide", "Activity_LeadToFirstOrder")) {
            jdbc.update("insert into ACT_HI_ACTINST (ID_, PROC_DEF_KEY_, PROC_DEF_ID_, PROC_INST_ID_, EXECUTION_ID_, ACT_ID_,"
                    + " ACT_TYPE_, START_TIME_) select concat('" + element + "', n), 'activation', '" + definition
                    + "', concat('pi', n), concat('pi', n), '" + element
                    + "', 'x', timestampadd(minute, -mod(n, 43200), '2026-06-15 03:00:00')" + some);
        }
    }

    private static void fill(String into, String values) {
        jdbc.update("insert into " + into + " select " + values + " from bench_no");
    }

    @Test
    void everyQuestionIsAnsweredWithinASecond() throws Exception {
        long start = System.nanoTime();
        while (!countedUp()) {
            System.out.printf("counting … %,d customers%n", jdbc.queryForObject("select count(*) from insight_customer", Long.class));
        }
        System.out.printf("%,d customers counted from nothing in %.0f s%n%n", CUSTOMERS, (System.nanoTime() - start) / 1e9);
        System.out.printf("%-40s %10s %10s%n", "question", "p50 ms", "max ms");
        List<String> slow = new ArrayList<>();
        for (String question : QUESTIONS) {
            List<Long> took = new ArrayList<>();
            for (int n = 0; n < TIMES; n++) {
                long asked = System.nanoTime();
                answer(question);
                took.add(System.nanoTime() - asked);
            }
            took.remove(0);
            took.sort(null);
            long middle = took.get(took.size() / 2);
            System.out.printf("%-40s %10.0f %10.0f%n", question, middle / 1e6, took.get(took.size() - 1) / 1e6);
            if (middle > LONGEST.toNanos()) {
                slow.add(question);
            }
        }
        assertThat(slow).isEmpty();
    }

    /** The background does this in steps of a second; here it need not wait in between. */
    private boolean countedUp() throws Exception {
        answer("today");
        Class<?> upkeep = Class.forName("io.perennial.insight.Upkeep");
        var inBackground = upkeep.getDeclaredMethod("inBackground");
        inBackground.setAccessible(true);
        inBackground.invoke(house.getBean(upkeep));
        return jdbc.queryForObject("select count(*) from insight_customer", Long.class) == CUSTOMERS
                && jdbc.queryForObject("select sum(times) from insight_day where source = 'COUPON'", Long.class) == 2L * CUSTOMERS
                && jdbc.queryForObject("select sum(times) from insight_day where source = 'STAGE'", Long.class) == 3L * CUSTOMERS
                && jdbc.queryForObject("select max(day) from insight_passed", String.class).equals("2026-06-13");
    }

    private String answer(String question) throws Exception {
        String user = Base64.getEncoder().encodeToString(("analyst:" + House.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(address + question))
                        .header("Authorization", "Basic " + user)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
