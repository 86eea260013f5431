package io.perennial.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.perennial.Perennial;
import io.perennial.TestApplication;
import io.perennial.TestDatabases;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.customer.event.EventIntake;
import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandlerConfiguration;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Journeys on MySQL: registrations until all wait in ACTIVATION, orders until all are settled in RETENTION, the churn warnings of
 * a night, and the same with many jobs due beside them; in one run with plain Camunda that starts a process of one delegate and a
 * wait, on 4 threads, one start a transaction.
 */
@Tag("journeys")
class JourneysBenchmark {

    private static final int CUSTOMERS = Integer.getInteger("bench.customers", 5_000);
    private static final int WARNED = Integer.getInteger("bench.warned", 1_000);
    private static final int PLAIN = Integer.getInteger("bench.plain", 1_000);
    private static final int BESIDE = Integer.getInteger("bench.due", 100_000);
    private static final int WARM_UP = 300;
    private static final int THREADS = 4;
    private static final int WAITING = 1_000;

    private static final BpmnModelInstance PLAIN_MODEL = Bpmn.createExecutableProcess("plain")
            .camundaHistoryTimeToLiveString("P180D")
            .startEvent()
            .serviceTask("act")
            .camundaDelegateExpression("${act}")
            .eventBasedGateway()
            .intermediateCatchEvent("ordered")
            .message("ORDER_PLACED")
            .endEvent()
            .moveToLastGateway()
            .intermediateCatchEvent("week")
            .timerWithDuration("P7D")
            .endEvent()
            .done();

    private final Instant now = Instant.now();

    /** What a phase took, for each of its journeys. */
    private record Measured(String phase, int journeys, double seconds, long statements, long commits) {

        double rate() {
            return journeys / seconds;
        }

        @Override
        public String toString() {
            return "%-28s %,8d journeys %,8.0f/s %7.2f commits %7.1f statements a journey"
                    .formatted(phase, journeys, rate(), (double) commits / journeys, (double) statements / journeys);
        }
    }

    @Test
    void journeysKeepUpWithIntake() throws Exception {
        Measured plain = plain();
        try (TestDatabase database = TestDatabases.mysql();
                ConfigurableApplicationContext application = application(database)) {
            JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
            register(application, "warm", WARM_UP);
            settled(application, "warm", WARM_UP, "ACTIVATION");
            order(application, "warm", WARM_UP);
            settled(application, "warm", WARM_UP, "RETENTION");
            long before = historyBytes(jdbc);
            Measured registered = measured("registered", 2 * CUSTOMERS, () -> {
                register(application, "c", CUSTOMERS);
                settled(application, "c", CUSTOMERS, "ACTIVATION");
            });
            String most = StatementCounter.most(25);
            Measured ordered = measured("ordered", 2 * CUSTOMERS, () -> {
                order(application, "c", CUSTOMERS);
                settled(application, "c", CUSTOMERS, "RETENTION");
            });
            most += "\nordered\n" + StatementCounter.most(25);
            long finished =
                    jdbc.queryForObject("select count(*) from ACT_HI_PROCINST where END_TIME_ is not null", Long.class);
            long bytes = (historyBytes(jdbc) - before) / Math.max(1, finished - 2 * WARM_UP);
            Measured warned = measured("warned", WARNED, () -> warn(application, WARNED));
            Measured alone = drained(application, "few", 0);
            Measured beside = drained(application, "many", BESIDE);
            System.out.println(
                    "\n" + plain + "\n" + registered + "\n" + ordered + "\n" + warned + "\n" + alone + "\n" + beside);
            System.out.printf(
                    "starts: %.1f times plain Camunda; %,d bytes of history a finished journey; rate with %,d due: %.2f of that with 1,000%n",
                    registered.rate() / plain.rate(), bytes, BESIDE, beside.rate() / alone.rate());
            System.out.println(most);
            assertThat(registered.rate() / plain.rate()).isGreaterThan(8);
            assertThat(registered.commits() * 20).isLessThan(registered.journeys());
            assertThat(beside.rate() / alone.rate()).isGreaterThan(0.8);
            assertThat(bytes).isLessThan(10_000);
        }
    }

    private static Measured measured(String phase, int journeys, Runnable work) {
        StatementCounter.reset();
        long start = System.nanoTime();
        work.run();
        return new Measured(
                phase,
                journeys,
                (System.nanoTime() - start) / 1e9,
                StatementCounter.statements(),
                StatementCounter.commits());
    }

    /** Plain Camunda 7.24 with its best settings: batches, removal time at the start, default history. */
    private static Measured plain() throws Exception {
        try (TestDatabase database = TestDatabases.mysql();
                HikariDataSource pool =
                        database.filled().dataSource(Map.of("queryInterceptors", StatementCounter.class.getName()))) {
            new JdbcTemplate(pool)
                    .execute("alter table ACT_RU_JOB drop index PERENNIAL_JOB_ACQUIRE, drop column URGENCY_");
            SpringProcessEngineConfiguration configuration = new SpringProcessEngineConfiguration();
            configuration.setDataSource(pool);
            configuration.setTransactionManager(new DataSourceTransactionManager(pool));
            configuration.setDatabaseSchemaUpdate("false");
            configuration.setJobExecutorActivate(false);
            configuration.setHistoryRemovalTimeStrategy("start");
            configuration.setBeans(Map.of("act", (JavaDelegate) execution -> execution.setVariable("acted", true)));
            ProcessEngine engine = configuration.buildProcessEngine();
            try {
                engine.getRepositoryService()
                        .createDeployment()
                        .addModelInstance("plain.bpmn", PLAIN_MODEL)
                        .deploy();
                startPlain(engine, WARM_UP);
                return measured("plain Camunda", PLAIN, () -> startPlain(engine, PLAIN));
            } finally {
                engine.close();
            }
        }
    }

    private static void startPlain(ProcessEngine engine, int number) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> started = new ArrayList<>();
            for (int no = 0; no < number; no++) {
                String key = "customer-" + no;
                started.add(threads.submit(() -> engine.getRuntimeService()
                        .startProcessInstanceByKey(
                                "plain",
                                key,
                                Map.of("customerId", key, "tier", "STANDARD", "why", "registered", "n", 1))));
            }
            for (Future<?> one : started) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdown();
        }
    }

    private static ConfigurableApplicationContext application(TestDatabase database) {
        return new SpringApplicationBuilder(Perennial.class, Idle.class)
                .profiles("mysql")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.datasource.hikari.data-source-properties.queryInterceptors="
                                + StatementCounter.class.getName(),
                        "--perennial.password=A-Bench-Of-2026",
                        "--perennial.demo=false",
                        "--perennial.outreach.relay=false");
    }

    private void register(ConfigurableApplicationContext application, String prefix, int number) {
        take(application, prefix, number, "r", "CUSTOMER_REGISTERED", no -> Map.of("channel", "APP", "age", 30));
    }

    private void order(ConfigurableApplicationContext application, String prefix, int number) {
        take(
                application,
                prefix,
                number,
                "o",
                "ORDER_PLACED",
                no -> Map.of("orderId", prefix + no, "amount", 200, "category", "HOME", "periods", 3));
    }

    private void take(
            ConfigurableApplicationContext application,
            String prefix,
            int number,
            String event,
            String type,
            IntFunction<Map<String, ?>> data) {
        List<Map<String, Object>> events = IntStream.range(0, number)
                .mapToObj(
                        no -> TestApplication.event(prefix + event + no, type, prefix + "-" + no, now, data.apply(no)))
                .toList();
        assertThat(application
                        .getBean(EventIntake.class)
                        .ingest(TestApplication.newEvents(events))
                        .accepted())
                .isEqualTo(number);
    }

    private static void settled(ConfigurableApplicationContext application, String prefix, int number, String stage) {
        inStage(application, prefix, number, stage);
        noneDue(application);
    }

    private static void inStage(ConfigurableApplicationContext application, String prefix, int number, String stage) {
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        await().atMost(Duration.ofHours(1))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from customer where customer_id like ? and stage = ?",
                                Integer.class,
                                prefix + "-%",
                                stage)
                        == number);
    }

    private static void noneDue(ConfigurableApplicationContext application) {
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        await().atMost(Duration.ofHours(1)).pollInterval(Duration.ofMillis(250)).until(() -> dueJobs(jdbc) == 0);
    }

    private static int dueJobs(JdbcTemplate jdbc) {
        return jdbc.queryForObject("""
                select count(*) from ACT_RU_JOB
                 where DUEDATE_ <= utc_timestamp() and RETRIES_ > 0 and SUSPENSION_STATE_ = 1 and PROCESS_INSTANCE_ID_ is not null
                """, Integer.class);
    }

    private static void warn(ConfigurableApplicationContext application, int number) {
        Journeys journeys = application.getBean(Journeys.class);
        TransactionTemplate transaction = application.getBean(TransactionTemplate.class);
        for (int from = 0; from < number; from += 500) {
            List<StageChange> moves = IntStream.range(from, Math.min(number, from + 500))
                    .mapToObj(no -> new StageChange("warn-" + no, "c-" + no, Stage.CHURN_WARNING, "No login for long"))
                    .toList();
            transaction.executeWithoutResult(status -> journeys.changeStage(moves));
        }
        noneDue(application);
    }

    /** A thousand registrations that wait to be run, with that many jobs due behind them. */
    private Measured drained(ConfigurableApplicationContext application, String prefix, int beside) {
        JobExecutor executor = application.getBean(JobExecutor.class);
        JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
        executor.shutdown();
        register(application, prefix, WAITING);
        fill(jdbc, beside);
        Measured drained = measured("with %,d due".formatted(WAITING + beside), 2 * WAITING, () -> {
            executor.start();
            inStage(application, prefix, WAITING, "ACTIVATION");
        });
        jdbc.update("delete from ACT_RU_JOB where HANDLER_TYPE_ = ?", Idle.TYPE);
        return drained;
    }

    /** What is due behind the journeys does nothing. */
    static final class Idle implements JobHandler<JobHandlerConfiguration> {

        private static final String TYPE = "idle";

        @Override
        public String getType() {
            return TYPE;
        }

        @Override
        public void execute(
                JobHandlerConfiguration configuration,
                ExecutionEntity execution,
                CommandContext context,
                String tenant) {}

        @Override
        public JobHandlerConfiguration newConfiguration(String text) {
            return () -> text;
        }

        @Override
        public void onDelete(JobHandlerConfiguration configuration, JobEntity job) {}
    }

    private static void fill(JdbcTemplate jdbc, int number) {
        jdbc.batchUpdate(
                """
                insert into ACT_RU_JOB (ID_, REV_, TYPE_, EXCLUSIVE_, RETRIES_, DUEDATE_, PRIORITY_, SUSPENSION_STATE_,
                    HANDLER_TYPE_, SEQUENCE_COUNTER_)
                values (?, 1, 'message', false, 3, ?, -1, 1, 'idle', 1)""", IntStream.range(0, number).mapToObj(no -> "filler-" + no).toList(), 1_000, (row, id) -> {
                    row.setString(1, id);
                    row.setTimestamp(2, Timestamp.from(Instant.now().minusSeconds(3_600)));
                });
    }

    private static long historyBytes(JdbcTemplate jdbc) {
        List<String> tables = jdbc.queryForList(
                "select table_name from information_schema.tables where table_schema = database() and table_name like 'ACT\\_HI\\_%'",
                String.class);
        tables.forEach(table -> jdbc.execute("analyze table " + table));
        return jdbc.queryForObject("""
                select sum(data_length + index_length) from information_schema.tables
                 where table_schema = database() and table_name like 'ACT\\_HI\\_%'""", Long.class);
    }
}
