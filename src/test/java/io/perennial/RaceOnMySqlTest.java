package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.jobs.DueJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** Concurrent starts and events, and nodes that crash before a commit: one journey, one outcome, one effect. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            TestApplication.SIMULATED,
            TestApplication.NO_DEMO,
            TestApplication.NO_HOLDOUT,
            TestApplication.FIRST_PASSWORD,
            TestApplication.JOBS_BY_HAND,
            TestApplication.RELAY_BY_HAND
        })
@Import(TestApplication.class)
@TestDatabases.OnMySql
class RaceOnMySqlTest {

    private static final int AT_ONCE = 20;

    @Autowired
    private TestApplication app;

    @Autowired
    private DueJobs jobs;

    @Autowired
    private ConfigurableTransactionManager transactions;

    @Autowired
    private DataSource database;

    private String customer;

    @BeforeEach
    void advanceToNoonOfTheNextDay(TestInfo test) {
        app.settle();
        app.now(app.now()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(1, ChronoUnit.DAYS)
                .plus(4, ChronoUnit.HOURS)
                .toString());
        customer = "r" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
    }

    @Test
    void twentyIdenticalStartsGiveOneJourney() throws Exception {
        app.registers(customer, "SEARCH");
        app.orders(customer, 100);

        List<Integer> answers = atOnce(IntStream.range(0, AT_ONCE)
                .<Callable<Integer>>mapToObj(n -> () -> app.call(
                                "service",
                                HttpMethod.POST,
                                "/engine-rest/process-definition/key/churn-warning/start",
                                Map.of("businessKey", customer))
                        .getStatusCode()
                        .value())
                .toList());

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 409);
        assertThat(running("churn-warning")).isEqualTo(1);
        assertThat(app.entries(customer, "CHURN_WARNING")).hasSize(1);
    }

    @Test
    void twentyIdenticalEventsGiveOneJourney() throws Exception {
        Map<String, Object> registration = TestApplication.event(
                customer + "-r", "CUSTOMER_REGISTERED", customer, app.now(), Map.of("channel", "SEARCH"));

        List<Integer> accepted = atOnce(IntStream.range(0, AT_ONCE)
                .<Callable<Integer>>mapToObj(n ->
                        () -> app.send(List.of(registration)).get("accepted").asInt())
                .toList());

        assertThat(accepted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        assertThat(running("acquisition")).isEqualTo(1);
    }

    @Test
    void simultaneousLoginAndTimerHaveOneOutcome() throws Exception {
        List<String> customers =
                IntStream.range(0, AT_ONCE).mapToObj(n -> customer + "-" + n).toList();
        for (String one : customers) {
            app.registers(one, "SEARCH");
            app.orders(one, 100);
            app.expect(
                    200,
                    app.call(
                            "service",
                            HttpMethod.POST,
                            "/engine-rest/process-definition/key/churn-warning/start",
                            Map.of("businessKey", one)));
        }
        app.settle();
        app.post("/api/v1/clock", Map.of("advance", "P7D"));

        List<Callable<Integer>> work = new ArrayList<>();
        work.add(() -> jobs.run(2));
        for (String one : customers) {
            work.add(
                    () -> app.send(List.of(TestApplication.event(one + "-back", "LOGGED_IN", one, app.now(), Map.of())))
                            .get("accepted")
                            .asInt());
        }
        atOnce(work);
        app.settle();

        for (String one : customers) {
            assertThat(app.stage(one)).as(one).isEqualTo("RETENTION");
            List<String> causes = app.timeline(one).stream()
                    .filter(entry -> entry.get("kind").asText().equals("STAGE"))
                    .map(entry -> entry.at("/detail/cause").asText())
                    .toList();
            assertThat(causes.subList(0, causes.indexOf("started from outside")))
                    .as(one)
                    .isIn(List.of("saved"), List.of("returned", "seven silent days"));
            assertThat(running(one, "churn-warning")).as(one).isZero();
        }
        assertThat(failures()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "coupon, COUPON_ISSUED",
        "message, MESSAGE_QUEUED",
        "limit_change, LIMIT_CHANGED",
        "stage_move, ACTIVATION",
        "decision_record, ACTIVATION"
    })
    void crashBeforeTheCommitOfAnEffectLeavesOneEffect(String table, String entry) throws Exception {
        PowerCut cut = new PowerCut("select count(*) from " + table + " where customer_id = '" + customer + "'");
        transactions.addListener(cut);
        app.send(List.of(TestApplication.event(
                customer + "-r", "CUSTOMER_REGISTERED", customer, app.now(), Map.of("channel", "SEARCH"))));
        cut.arm(1);
        for (int n = 0; n < 8; n++) {
            jobs.run(1);
            app.jump("PT6M");
        }
        app.jump("P7D");
        app.jump("PT6M");
        cut.disarm();
        app.settle();

        assertThat(cut.cuts()).as("the node stopped").isEqualTo(1);
        assertThat(app.entries(customer, entry).stream()
                        .map(one -> one.at("/detail/template").asText()
                                + one.at("/detail/offer").asText()))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(app.stage(customer)).isEqualTo("ACTIVATION");
        assertThat(running("activation")).isEqualTo(1);
        assertThat(app.coupons(customer)).hasSize(1);
    }

    /** Closes the connection of a writing transaction right before its commit, as a crash of the node does. */
    private final class PowerCut implements TransactionExecutionListener {

        private final String written;
        private final AtomicInteger left = new AtomicInteger();
        private final AtomicInteger cuts = new AtomicInteger();

        PowerCut(String written) {
            this.written = written;
        }

        void arm(int times) {
            left.set(times);
        }

        void disarm() {
            left.set(0);
        }

        int cuts() {
            return cuts.get();
        }

        @Override
        public void beforeCommit(TransactionExecution transaction) {
            if (left.get() == 0 || transaction.isReadOnly()) {
                return;
            }
            JdbcClient mine = app.jdbc();
            long seenHere = mine.sql(written).query(Long.class).single();
            if (seenHere > seenByOthers() && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                kill(mine.sql("select connection_id()").query(Long.class).single());
                cuts.incrementAndGet();
            }
        }

        private long seenByOthers() {
            try (Connection other = database.getConnection();
                    Statement statement = other.createStatement();
                    var rows = statement.executeQuery(written)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        private void kill(long connection) {
            try (Connection other = database.getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("kill " + connection);
            } catch (SQLException unexpected) {
                throw new AssertionError(unexpected);
            }
        }
    }

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        CyclicBarrier together = new CyclicBarrier(work.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> one : work) {
                running.add(threads.submit(() -> {
                    together.await(1, TimeUnit.MINUTES);
                    return one.call();
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> one : running) {
                answers.add(one.get(2, TimeUnit.MINUTES));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private long running(String process) {
        return running(customer, process);
    }

    private long running(String customerId, String process) {
        return app.jdbc()
                .sql("""
                        select count(*) from ACT_RU_EXECUTION e join ACT_RE_PROCDEF p on p.ID_ = e.PROC_DEF_ID_
                         where e.PARENT_ID_ is null and e.BUSINESS_KEY_ = :customer and p.KEY_ = :process""")
                .param("customer", customerId)
                .param("process", process)
                .query(Long.class)
                .single();
    }

    private List<String> failures() {
        return app.jdbc()
                .sql("select EXCEPTION_MSG_ from ACT_RU_JOB where EXCEPTION_MSG_ is not null")
                .query(String.class)
                .list();
    }
}
