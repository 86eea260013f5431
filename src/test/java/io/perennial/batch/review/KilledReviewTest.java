package io.perennial.batch.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perennial.Perennial;
import io.perennial.TestDatabases;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.platform.sql.SqlTime;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Review after its node was killed: another node finishes it without repeating or skipping a customer. */
class KilledReviewTest {

    private static final int CUSTOMERS = 3_000;
    private static final int INACTIVE_EVERY = 50;
    private static final int CHUNK = 100;
    private static final String AGGREGATES = """
            {"zone":"Asia/Shanghai","registration":"r","orders":1,"spent":100.00}""";

    @TempDir
    private Path logs;

    @Test
    void anotherNodeFinishesTheReviewOfAKilledNode() throws Exception {
        try (TestDatabase database = TestDatabases.mysql().filled()) {
            JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
            customers(jdbc);
            Process node = nodeThatReviews(database);
            try {
                await().atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> {
                            assertThat(node.isAlive())
                                    .as("the node, see its log")
                                    .isTrue();
                            return chunksDone(jdbc) >= 3;
                        });
            } finally {
                node.destroyForcibly().waitFor();
            }
            int doneBeforeTheKill = chunksDone(jdbc);
            assertThat(doneBeforeTheKill).isLessThan(CUSTOMERS / CHUNK);

            try (ConfigurableApplicationContext another = Node.open(args(database))) {
                await().atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> count(jdbc, "select count(*) from review where ended_at is not null") == 1);
            }

            assertThat(count(jdbc, "select count(*) from review")).isEqualTo(1);
            assertThat(count(jdbc, "select count(*) from review_chunk where done_at is null"))
                    .isZero();
            assertThat(count(jdbc, "select sum(customers) from review_chunk")).isEqualTo(CUSTOMERS);
            assertThat(count(jdbc, "select count(*) from stage_move where to_stage = 'CHURN_WARNING'"))
                    .isEqualTo(CUSTOMERS / INACTIVE_EVERY);
            assertThat(count(
                            jdbc,
                            "select count(distinct customer_id) from stage_move where to_stage = 'CHURN_WARNING'"))
                    .isEqualTo(CUSTOMERS / INACTIVE_EVERY);
            assertThat(count(jdbc, "select count(*) from decision_record where decision = 'churn-risk'"))
                    .isEqualTo(CUSTOMERS / INACTIVE_EVERY);
            assertThat(count(jdbc, "select count(*) from journey where process = 'churn-warning'"))
                    .isEqualTo(CUSTOMERS / INACTIVE_EVERY);
        }
    }

    /** Inserts customers, one in fifty without a login for forty days. */
    private static void customers(JdbcTemplate jdbc) {
        Instant now = Instant.now();
        List<Object[]> rows = new ArrayList<>();
        List<Object[]> dayBooks = new ArrayList<>();
        for (int no = 0; no < CUSTOMERS; no++) {
            String lastLogin = SqlTime.of(now.minus(Duration.ofDays(no % INACTIVE_EVERY == 0 ? 40 : 1)));
            String since = SqlTime.of(now.minus(Duration.ofDays(90)));
            rows.add(new Object[] {"c%05d".formatted(no), since, since, since});
            dayBooks.add(new Object[] {"c%05d".formatted(no), lastLogin, AGGREGATES});
        }
        jdbc.batchUpdate("""
                insert into customer (customer_id, registered_at, channel, marketing_consent, stage, stage_since, tier,
                  tier_since)
                values (?, ?, 'APP', true, 'RETENTION', ?, 'STANDARD', ?)""", rows);
        jdbc.batchUpdate("insert into day_book (customer_id, last_login_at, book) values (?, ?, ?)", dayBooks);
    }

    private Process nodeThatReviews(TestDatabase database) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Node.class.getName()));
        command.addAll(List.of(args(database)));
        File log = logs.resolve("node.log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private static String[] args(TestDatabase database) {
        return new String[] {
            "--server.port=0",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--perennial.password=A-Killed-Node-2026",
            "--perennial.demo=false",
            "--perennial.outreach.relay=false",
            "--perennial.review.chunk-size=" + CHUNK,
            "--camunda.bpm.job-execution.core-pool-size=2",
            "--camunda.bpm.job-execution.max-pool-size=2",
            "--camunda.bpm.job-execution.lock-time-in-millis=10000"
        };
    }

    private static int chunksDone(JdbcTemplate jdbc) {
        return count(jdbc, "select count(*) from review_chunk where done_at is not null");
    }

    private static int count(JdbcTemplate jdbc, String sql) {
        return jdbc.queryForObject(sql, Integer.class);
    }

    /** Node that starts a review. */
    static final class Node {

        public static void main(String[] args) {
            open(args).getBean(RuntimeService.class).startProcessInstanceByKey("nightly-review");
        }

        static ConfigurableApplicationContext open(String[] args) {
            return new SpringApplicationBuilder(Perennial.class)
                    .profiles("mysql")
                    .run(args);
        }
    }
}
