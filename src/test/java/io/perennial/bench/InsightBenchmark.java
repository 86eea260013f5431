package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.perennial.Browsers;
import io.perennial.DashboardPage;
import io.perennial.Perennial;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How long each question of the dashboard takes with a million customers there ({@code -Dbench.customers}), and how long each of
 * its views takes to be drawn in Chromium; pictures go to target/screenshots/bench. On the MySQL that
 * {@code PERENNIAL_TEST_MYSQL} names; with {@code -Dbench.kept=perennial_bench} in a database of that name, which is filled the
 * first time and kept for the next.
 */
@Tag("insight")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InsightBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 1_000_000);
    private static final String KEPT = System.getProperty("bench.kept");
    private static final int TIMES = 9;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Path PICTURES = Path.of("target", "screenshots", "bench");
    private static final List<String> QUESTIONS = List.of(
            "insight/today",
            "insight/funnel",
            "insight/funnel?from=2026-05-17",
            "insight/cohorts",
            "insight/channels",
            "insight/channels?from=2026-05-17",
            "insight/offers",
            "insight/offers?from=2026-05-17",
            "insight/callbacks",
            "insight/callbacks?from=2026-05-17",
            "insight/reviews",
            "insight/journeys",
            "insight/journeys?from=2026-05-17",
            "insight/journeys/activation",
            "insight/journeys/activation?from=2026-05-17",
            "insight/journeys/activation/diagram",
            "insight/ltv",
            "insight/ltv?from=2025-01-01",
            "insight/holdout",
            "insight/holdout?from=2025-06-01",
            "insight/quality",
            "insight/strengths",
            "insight/definitions",
            "customers/" + BenchmarkData.ANYBODY,
            "customers/" + BenchmarkData.ANYBODY + "/timeline?limit=60",
            "customers/" + BenchmarkData.ANYBODY + "/coupons",
            "customers/" + BenchmarkData.ANYBODY + "/limit-changes",
            "customers/" + BenchmarkData.ANYBODY + "/points",
            "customers/" + BenchmarkData.BUSY,
            "customers/" + BenchmarkData.BUSY + "/timeline?limit=60",
            "customers/" + BenchmarkData.BUSY + "/timeline?limit=1000");
    private static final List<String> VIEWS = List.of(
            "today",
            "stages",
            "cohorts",
            "channels",
            "offers",
            "callbacks",
            "journeys/activation",
            "learning",
            "customer/" + BenchmarkData.BUSY);

    private static TestDatabases.TestDatabase database;
    private static ConfigurableApplicationContext app;
    private static JdbcTemplate jdbc;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void open() throws Exception {
        database = KEPT == null ? TestDatabases.mysql() : TestDatabases.kept(KEPT);
        app = new SpringApplicationBuilder(Perennial.class)
                .profiles("mysql")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--" + TestApplication.SIMULATED,
                        "--" + TestApplication.NO_DEMO,
                        "--" + TestApplication.FIRST_PASSWORD,
                        "--" + TestApplication.JOBS_BY_HAND,
                        "--" + TestApplication.RELAY_BY_HAND);
        app.getBean(BusinessClock.class).setTo(Instant.parse(BenchmarkData.LAST_DAY + "T03:00:00Z"));
        jdbc = app.getBean(JdbcTemplate.class);
        port = ((ServletWebServerApplicationContext) app).getWebServer().getPort();
        long start = System.nanoTime();
        if (jdbc.queryForObject("select count(*) from customer", Long.class) == 0) {
            long longAgo = app.getBean(SequenceIds.class).before(Duration.ofHours(2));
            new BenchmarkData(jdbc, CUSTOMERS, longAgo).settle();
            System.out.printf("%n%,d customers settled in %.0f s%n", CUSTOMERS, (System.nanoTime() - start) / 1e9);
        }
        start = System.nanoTime();
        int rounds = 1;
        while (!countedUp()) {
            rounds++;
        }
        System.out.printf("counted up in %.0f s, %,d times%n", (System.nanoTime() - start) / 1e9, rounds);
    }

    @AfterAll
    static void close() {
        app.close();
        if (KEPT == null) {
            database.close();
        }
    }

    /** The background does this in steps of a second; here it need not wait in between. */
    private static boolean countedUp() throws Exception {
        Class<?> aggregation = Class.forName("io.perennial.insight.InsightAggregation");
        var refresh = aggregation.getDeclaredMethod("refresh");
        refresh.setAccessible(true);
        refresh.invoke(app.getBean(aggregation));
        return count("select seq from insight_mark where source = 'EVENT'") >= count("select max(seq) from event")
                && count("select sum(times) from insight_day where source = 'COUPON'") == 2L * CUSTOMERS
                && count("select sum(times) from insight_day where source = 'STAGE'") == 3L * CUSTOMERS
                && count("select min(seq) from insight_mark") > 0
                && count("select datediff('2026-06-13', max(day)) from insight_passed") == 0
                && count("select count(*) from insight_passed") > 0;
    }

    private static long count(String sql) {
        Long counted = jdbc.queryForObject(sql, Long.class);
        return counted == null ? 0 : counted;
    }

    @Test
    @Order(1)
    void everyQuestionIsAnsweredWithinASecond() throws Exception {
        System.out.printf("%n%-58s %10s %10s %10s%n", "question", "first ms", "p50 ms", "worst ms");
        for (String yardstick : List.of("select count(*) from customer", "select count(*) from event")) {
            times(yardstick, () -> count(yardstick));
        }
        List<String> slow = new ArrayList<>();
        for (String question : QUESTIONS) {
            if (times(question, () -> answer(question)) > LONGEST.toNanos()) {
                slow.add(question);
            }
        }
        assertThat(slow).isEmpty();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Prints how long it takes; the longer of the first time and the middle of the others, in nanoseconds. */
    private static long times(String name, Work work) throws Exception {
        List<Long> took = new ArrayList<>();
        for (int n = 0; n < TIMES; n++) {
            long asked = System.nanoTime();
            work.run();
            took.add(System.nanoTime() - asked);
        }
        long first = took.remove(0);
        took.sort(null);
        long middle = took.get(took.size() / 2);
        System.out.printf(
                "%-58s %10.0f %10.0f %10.0f%n", name, first / 1e6, middle / 1e6, took.get(took.size() - 1) / 1e6);
        return Math.max(first, middle);
    }

    private String answer(String question) throws Exception {
        String user = Base64.getEncoder()
                .encodeToString(("admin:" + TestApplication.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/" + question))
                        .header("Authorization", "Basic " + user)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @Test
    @Order(2)
    void everyViewIsDrawn() {
        List<String> faults = new ArrayList<>();
        System.out.printf("%n%-58s %10s%n", "view", "drawn ms");
        try (Browsers browsers = Browsers.chromium()) {
            for (String locale : List.of("zh-CN", "en-US")) {
                for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    for (int width : List.of(1440, 390)) {
                        try (DashboardPage visit =
                                new DashboardPage(browsers, port, "operations", locale, theme, width)) {
                            VIEWS.forEach(view -> faults.addAll(draw(visit, view)));
                            faults.addAll(visit.errors());
                        }
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> draw(DashboardPage visit, String view) {
        long start = System.nanoTime();
        visit.show(view);
        visit.awaitDrawn();
        System.out.printf("%-58s %10.0f%n", visit.name(view), (System.nanoTime() - start) / 1e6);
        visit.takePicture(PICTURES, view);
        return visit.defects(view);
    }
}
