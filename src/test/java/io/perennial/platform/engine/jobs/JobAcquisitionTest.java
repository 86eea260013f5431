package io.perennial.platform.engine.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestDatabases.Kind;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The acquisition of due jobs on the engine's tables, without an engine. */
class JobAcquisitionTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final int MINUTE = 60;

    private static final String INSERT_JOB = """
            insert into ACT_RU_JOB (ID_, REV_, TYPE_, PROCESS_INSTANCE_ID_, EXCLUSIVE_, RETRIES_, DUEDATE_, PRIORITY_,
                SUSPENSION_STATE_, LOCK_OWNER_, LOCK_EXP_TIME_, HANDLER_TYPE_, JOB_DEF_ID_, SEQUENCE_COUNTER_)
            values (?, 1, 'message', ?, ?, ?, ?, ?, ?, ?, ?, 'async-continuation', 'step', 1)""";

    private final JobExecutor node = new DefaultJobExecutor();
    private TestDatabase database;
    private JdbcClient sql;
    private JdbcTemplate rows;
    private JobRepository repository;
    private TransactionTemplate transaction;

    @BeforeEach
    void stopTheClock() {
        ClockUtil.setCurrentTime(Date.from(NOW));
    }

    @AfterEach
    void close() {
        ClockUtil.reset();
        if (database != null) {
            database.close();
        }
    }

    private void open(Kind kind) {
        database = kind.fresh().filled();
        var pool = database.dataSource();
        sql = JdbcClient.create(pool);
        rows = new JdbcTemplate(pool);
        repository = new JobRepository(sql);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    }

    /** A job that is due, free, exclusive and has all its retries, unless it is changed. */
    private record Job(
            String id,
            String instance,
            boolean exclusive,
            int retries,
            int dueIn,
            long priority,
            int state,
            int lockedFor) {

        static Job of(String id, String instance) {
            return new Job(id, instance, true, 3, -MINUTE, 0, 1, 0);
        }

        Job shared() {
            return new Job(id, instance, false, retries, dueIn, priority, state, lockedFor);
        }

        Job withRetries(int left) {
            return new Job(id, instance, exclusive, left, dueIn, priority, state, lockedFor);
        }

        Job dueIn(int seconds) {
            return new Job(id, instance, exclusive, retries, seconds, priority, state, lockedFor);
        }

        Job withPriority(long value) {
            return new Job(id, instance, exclusive, retries, dueIn, value, state, lockedFor);
        }

        Job suspended() {
            return new Job(id, instance, exclusive, retries, dueIn, priority, 2, lockedFor);
        }

        Job lockedFor(int seconds) {
            return new Job(id, instance, exclusive, retries, dueIn, priority, state, seconds);
        }
    }

    private void insert(Collection<Job> jobs) {
        List<String> instances = jobs.stream().map(Job::instance).distinct().toList();
        transaction.executeWithoutResult(status -> {
            rows.batchUpdate(
                    "insert into ACT_RU_EXECUTION (ID_, REV_, PROC_INST_ID_, SEQUENCE_COUNTER_) values (?, 1, ?, 1)",
                    instances,
                    1000,
                    (row, instance) -> {
                        row.setString(1, instance);
                        row.setString(2, instance);
                    });
            rows.batchUpdate(INSERT_JOB, jobs, 1000, (row, job) -> {
                row.setString(1, job.id());
                row.setString(2, job.instance());
                row.setBoolean(3, job.exclusive());
                row.setInt(4, job.retries());
                row.setTimestamp(5, in(job.dueIn()));
                row.setLong(6, job.priority());
                row.setInt(7, job.state());
                row.setString(8, job.lockedFor() == 0 ? null : "other");
                row.setTimestamp(9, job.lockedFor() == 0 ? null : in(job.lockedFor()));
            });
        });
    }

    private static Timestamp in(int seconds) {
        return Timestamp.from(NOW.plusSeconds(seconds));
    }

    private Set<String> acquire(int limit) {
        return transaction.execute(status -> ids(batches(limit)));
    }

    private List<List<String>> batches(int limit) {
        AcquiredJobs acquired = new AcquireJobs(repository, node, limit, 100).execute(null);
        return acquired.getJobIdBatches();
    }

    private static Set<String> ids(List<List<String>> batches) {
        return batches.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void eachQueryReadsARangeOfTheIndexAndSortsNothing(Kind kind) {
        open(kind);
        insert(IntStream.range(0, 3000)
                .mapToObj(no -> Job.of("job-" + no, "instance-" + no)
                        .dueIn(no % 2 == 0 ? -no : no)
                        .lockedFor(no % 30 == 1 ? -MINUTE : 0))
                .toList());
        rows.execute(kind == Kind.MYSQL ? "analyze table ACT_RU_JOB" : "analyze");
        for (String query : List.of(JobRepository.NEXT_URGENCY, JobRepository.FREE, JobRepository.EXPIRED)) {
            String plan = String.join(
                    "\n",
                    sql.sql((kind == Kind.MYSQL ? "explain format=tree " : "explain ") + query)
                            .param("after", Long.MIN_VALUE)
                            .param("urgency", 0)
                            .param("now", in(0))
                            .param("limit", 50)
                            .param("offset", 0)
                            .query(String.class)
                            .list());
            assertThat(plan).contains("PERENNIAL_JOB_ACQUIRE").doesNotContain("Table scan", "tableScan", "Sort");
            if (kind == Kind.H2) {
                assertThat(plan).contains("index sorted");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void theMostUrgentComeFirstAndAmongTheseTheLongestDue(Kind kind) {
        open(kind);
        insert(List.of(
                Job.of("new", "1"),
                Job.of("old", "2").dueIn(-10 * MINUTE),
                Job.of("urgent", "3").withPriority(50),
                Job.of("later", "4").dueIn(MINUTE),
                Job.of("urgent-later", "5").withPriority(50).dueIn(MINUTE),
                Job.of("failed", "6").withRetries(0),
                Job.of("suspended", "7").suspended(),
                Job.of("at-work", "8").lockedFor(MINUTE),
                Job.of("abandoned", "9").lockedFor(-MINUTE)));
        assertThat(acquire(1)).containsExactly("urgent");
        assertThat(acquire(1)).containsExactly("abandoned");
        assertThat(acquire(1)).containsExactly("old");
        assertThat(acquire(9)).containsExactly("new");
        assertThat(acquire(9)).isEmpty();
        ClockUtil.setCurrentTime(Date.from(NOW.plusSeconds(MINUTE)));
        assertThat(acquire(9)).containsExactly("later", "urgent-later");
        assertThat(sql.sql("select distinct LOCK_OWNER_ from ACT_RU_JOB where ID_ in ('new', 'old', 'abandoned')")
                        .query(String.class)
                        .list())
                .containsExactly(node.getLockOwner());
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void nodesTakeDifferentJobsWithoutWaitingForEachOther(Kind kind) throws Exception {
        open(kind);
        insert(IntStream.range(0, 100)
                .mapToObj(no -> Job.of("job-%03d".formatted(no), "instance-" + no))
                .toList());
        Set<String> first = new TreeSet<>();
        Set<String> second = new TreeSet<>();
        transaction.executeWithoutResult(status -> {
            first.addAll(ids(batches(60)));
            second.addAll(CompletableFuture.supplyAsync(() -> acquire(60))
                    .orTimeout(5, TimeUnit.SECONDS)
                    .join());
        });
        assertThat(first).hasSize(60);
        assertThat(second).hasSize(40).doesNotContainAnyElementsOf(first);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void ofAProcessInstanceOneExclusiveJobRunsAtATimeOnAnyNode(Kind kind) {
        open(kind);
        insert(List.of(
                Job.of("one", "instance").dueIn(-2 * MINUTE),
                Job.of("two", "instance"),
                Job.of("shared", "instance").shared()));
        transaction.executeWithoutResult(status -> {
            assertThat(ids(batches(1))).containsExactly("one");
            assertThat(CompletableFuture.supplyAsync(() -> acquire(9)).join())
                    .as("while the other node has not committed")
                    .containsExactly("shared");
        });
        assertThat(acquire(9)).as("while the other node runs it").isEmpty();
        sql.sql("delete from ACT_RU_JOB where ID_ = 'one'").update();
        assertThat(acquire(9)).containsExactly("two");
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void exclusiveJobsOfOneInstanceGoToOneThreadAndDoNotHideOthers(Kind kind) {
        open(kind);
        insert(IntStream.range(0, 10)
                .mapToObj(no -> Job.of("many-" + no, "many").dueIn(-10 * MINUTE))
                .toList());
        insert(List.of(Job.of("other", "other")));
        List<List<String>> batches = transaction.execute(status -> batches(5));
        assertThat(batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(5));
        assertThat(acquire(5)).containsExactly("other");
    }

    @Test
    void groupsAreOfOneActivityAndOfDifferentInstances() {
        List<DueJob> jobs = List.of(
                job("a1", "1", "step"),
                job("b1", "1", "other"),
                job("a2", "2", "step"),
                job("a3", "2", "step"),
                job("batch", null, "step"),
                new DueJob("again", "3", "step", true, true, null),
                job("a4", "4", "step"));
        assertThat(JobGroups.of(jobs, 2).stream()
                        .map(group -> group.stream().map(DueJob::id).collect(Collectors.joining(" ")))
                        .toList())
                .containsExactly("a1 a2", "b1", "a3 a4", "batch", "again");
    }

    private static DueJob job(String id, String instance, String definition) {
        return new DueJob(id, instance, definition, true, false, null);
    }
}
