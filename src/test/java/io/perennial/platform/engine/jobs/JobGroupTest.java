package io.perennial.platform.engine.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.TestDatabases.Kind;
import io.perennial.TestDatabases.TestDatabase;
import io.perennial.platform.engine.runtime.InstanceLoader;
import io.perennial.platform.engine.runtime.PreparedEntities;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.TransientFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Jobs in groups, on an engine without the application around it. */
class JobGroupTest {

    private static final BpmnModelInstance STEP = Bpmn.createExecutableProcess("step")
            .camundaHistoryTimeToLiveString("P180D")
            .startEvent()
            .serviceTask("Task_Step")
            .camundaAsyncBefore()
            .camundaFailedJobRetryTimeCycle("R2/PT5M")
            .camundaDelegateExpression("${step}")
            .userTask("Task_Wait")
            .endEvent()
            .done();
    private static final BpmnModelInstance BRANCHES = Bpmn.createExecutableProcess("branches")
            .camundaHistoryTimeToLiveString("P180D")
            .startEvent()
            .parallelGateway("fork")
            .serviceTask("Task_Left")
            .camundaAsyncBefore()
            .camundaDelegateExpression("${step}")
            .parallelGateway("join")
            .userTask("Task_Wait")
            .endEvent()
            .moveToNode("fork")
            .serviceTask("Task_Right")
            .camundaAsyncBefore()
            .camundaDelegateExpression("${step}")
            .connectTo("join")
            .done();

    private static final String BAD = "customer-07";

    private final List<Node> nodes = new ArrayList<>();
    private final Step step = new Step();
    private TestDatabase database;

    /** What the service tasks do; counts attempts by business key. */
    private static final class Step implements JavaDelegate {

        private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        private final Map<String, String> contexts = new ConcurrentHashMap<>();
        private volatile Consumer<String> action = key -> {};

        @Override
        public void execute(DelegateExecution execution) {
            String key = execution.getProcessBusinessKey();
            attempts.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet();
            contexts.put(key, String.valueOf(MDC.get("businessKey")));
            action.accept(key);
        }

        int attempts(String key) {
            return attempts.getOrDefault(key, new AtomicInteger()).get();
        }
    }

    /** An engine on the database, its transactions counted. */
    private final class Node {

        private final AtomicInteger commits = new AtomicInteger();
        private final List<Collection<String>> locked = Collections.synchronizedList(new ArrayList<>());
        private final ProcessEngine engine;
        private final DueJobs jobs;
        private final JdbcClient sql;
        private final SpringProcessEngineConfiguration configuration = new SpringProcessEngineConfiguration();
        private final JobRepository repository;
        private final JobPreparation preparation;

        Node() {
            var pool = database.dataSource();
            sql = JdbcClient.create(pool);
            configuration.setProcessEngineName("node-" + nodes.size());
            configuration.setDataSource(pool);
            configuration.setTransactionManager(new DataSourceTransactionManager(pool) {
                @Override
                protected void doCommit(DefaultTransactionStatus status) {
                    commits.incrementAndGet();
                    super.doCommit(status);
                }
            });
            configuration.setDatabaseSchemaUpdate("false");
            configuration.setHistory("activity");
            configuration.setJobExecutorActivate(false);
            configuration.setJobExecutorAcquireByPriority(true);
            configuration.setEnsureJobDueDateNotNull(true);
            configuration.setLoggingContextBusinessKey("businessKey");
            configuration.setFailedJobCommandFactory(new TransientFailures());
            configuration.setCustomSessionFactories(List.of(preparedEntities()));
            configuration.setBeans(Map.of("step", step));
            engine = configuration.buildProcessEngine();
            repository = new JobRepository(sql);
            preparation = new JobPreparation(repository, new InstanceLoader(sql), listeners(), 50);
            jobs = new DueJobs(configuration, engine.getManagementService(), repository, preparation);
        }

        private SessionFactory preparedEntities() {
            return new SessionFactory() {
                @Override
                public Class<?> getSessionType() {
                    return DbEntityManager.class;
                }

                @Override
                public Session openSession() {
                    return new PreparedEntities(
                            configuration.getIdGenerator(),
                            Context.getCommandContext().getSession(PersistenceSession.class)) {};
                }
            };
        }

        private ObjectProvider<ProcessListener> listeners() {
            ProcessListener listener = new ProcessListener() {
                @Override
                public Map<String, Object> started(String process, String businessKey, String instance) {
                    return Map.of();
                }

                @Override
                public void ended(String process, String businessKey, String instance) {}

                @Override
                public void beforeJobs(Collection<String> businessKeys) {
                    locked.add(businessKeys);
                }
            };
            return new ObjectProvider<>() {
                @Override
                public Stream<ProcessListener> orderedStream() {
                    return Stream.of(listener);
                }
            };
        }

        void start(String process, int instances) {
            IntStream.range(0, instances)
                    .forEach(no -> engine.getRuntimeService()
                            .startProcessInstanceByKey(process, "customer-%02d".formatted(no)));
        }

        List<List<String>> acquire() {
            return configuration
                    .getCommandExecutorTxRequired()
                    .execute(new AcquireJobs(repository, configuration.getJobExecutor(), 100, 50))
                    .getJobIdBatches();
        }

        void run(List<String> batch) {
            new JobRun(batch, configuration, preparation, true).run();
        }

        long waiting() {
            return engine.getTaskService()
                    .createTaskQuery()
                    .taskDefinitionKey("Task_Wait")
                    .count();
        }
    }

    private Node open(Kind kind) {
        database = kind.fresh().filled();
        Node node = new Node();
        nodes.add(node);
        node.engine
                .getRepositoryService()
                .createDeployment()
                .addModelInstance("step.bpmn", STEP)
                .addModelInstance("branches.bpmn", BRANCHES)
                .deploy();
        return node;
    }

    @AfterEach
    void close() {
        ClockUtil.reset();
        nodes.forEach(node -> node.engine.close());
        if (database != null) {
            database.close();
        }
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void aHundredJobsOfOneActivityTakeAFewCommits(Kind kind) {
        Node node = open(kind);
        node.start("step", 100);
        node.commits.set(0);
        assertThat(node.jobs.run(2)).isEqualTo(100);
        assertThat(node.waiting()).isEqualTo(100);
        assertThat(node.commits)
                .as("two groups, acquisitions and counts of what is due")
                .hasValueLessThan(20);
        assertThat(node.locked)
                .hasSize(2)
                .allSatisfy(keys -> assertThat(List.copyOf(keys)).hasSize(50).isSorted());
        assertThat(step.contexts).allSatisfy((key, logged) -> assertThat(logged).isEqualTo(key));
        assertThat(step.attempts)
                .allSatisfy((key, attempts) -> assertThat(attempts).hasValue(1));
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void theJobThatFailsIsRetriedAloneAndBecomesTheOnlyIncident(Kind kind) {
        Node node = open(kind);
        node.start("step", 30);
        step.action = key -> {
            if (key.equals(BAD)) {
                throw new IllegalStateException("bad");
            }
        };
        node.jobs.run(2);
        assertThat(node.waiting()).isEqualTo(29);
        Job bad = node.engine.getManagementService().createJobQuery().singleResult();
        assertThat(bad.getRetries()).isEqualTo(1);
        assertThat(bad.getExceptionMessage()).isEqualTo("bad");
        assertThat(bad.getDuedate()).isAfter(new Date(System.currentTimeMillis() + 200_000));
        assertThat(node.engine.getRuntimeService().createIncidentQuery().count())
                .isZero();

        node.start("step", 3);
        ClockUtil.setCurrentTime(Date.from(bad.getDuedate().toInstant().plus(Duration.ofSeconds(1))));
        int attempts = step.attempts("customer-01");
        node.jobs.run(2);
        assertThat(step.attempts("customer-01"))
                .as("attempts beside the bad one")
                .isEqualTo(attempts + 1);
        assertThat(node.engine.getRuntimeService().createIncidentQuery().list())
                .singleElement()
                .extracting(Incident::getConfiguration)
                .isEqualTo(bad.getId());
        assertThat(node.waiting()).isEqualTo(32);

        step.action = key -> {};
        node.engine.getManagementService().setJobRetries(bad.getId(), 1);
        ClockUtil.setCurrentTime(Date.from(bad.getDuedate().toInstant().plus(Duration.ofMinutes(6))));
        node.jobs.run(2);
        assertThat(node.waiting()).isEqualTo(33);
        assertThat(node.engine.getRuntimeService().createIncidentQuery().count())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void exclusiveJobsOfAProcessInstanceNeverRunTogether(Kind kind) {
        Node node = open(kind);
        Node other = new Node();
        nodes.add(other);
        node.start("branches", 20);
        Set<String> atWork = ConcurrentHashMap.newKeySet();
        Set<String> together = ConcurrentHashMap.newKeySet();
        step.action = key -> {
            if (!atWork.add(key)) {
                together.add(key);
            }
            Thread.onSpinWait();
            atWork.remove(key);
        };
        CompletableFuture<Integer> beside = CompletableFuture.supplyAsync(() -> other.jobs.run(2));
        int here = node.jobs.run(2);
        assertThat(here + beside.join()).isGreaterThanOrEqualTo(40);
        assertThat(together).isEmpty();
        assertThat(node.waiting()).isEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void aJobThatAnotherNodeHasTakenOverIsLeftToIt(Kind kind) {
        Node node = open(kind);
        node.start("step", 10);
        List<List<String>> batches = node.acquire();
        node.sql
                .sql("update ACT_RU_JOB set LOCK_OWNER_ = 'other', REV_ = REV_ + 1 where ID_ = :id")
                .param("id", batches.get(0).get(0))
                .update();
        node.run(batches.get(0));
        assertThat(node.waiting()).isEqualTo(9);
        assertThat(step.attempts).hasSize(9);
    }

    @ParameterizedTest
    @MethodSource("io.perennial.TestDatabases#both")
    void aJobTakenOverWhileItsGroupRunsHappensOnce(Kind kind) throws Exception {
        Node node = open(kind);
        Node other = new Node();
        nodes.add(other);
        node.start("step", 10);
        List<String> batch = node.acquire().get(0);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch takenOver = new CountDownLatch(1);
        step.action = key -> {
            running.countDown();
            try {
                assertThat(takenOver.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        CompletableFuture<Void> group = CompletableFuture.runAsync(() -> node.run(batch));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        node.sql
                .sql("update ACT_RU_JOB set LOCK_EXP_TIME_ = :over, REV_ = REV_ + 1")
                .param("over", new java.sql.Timestamp(0))
                .update();
        List<String> again = other.acquire().get(0);
        takenOver.countDown();
        group.join();
        other.run(again);
        assertThat(new HashSet<>(again)).isEqualTo(new HashSet<>(batch));
        assertThat(node.waiting()).isEqualTo(10);
        assertThat(node.engine.getManagementService().createJobQuery().count()).isZero();
        assertThat(node.engine.getRuntimeService().createProcessInstanceQuery().list())
                .extracting(ProcessInstance::getBusinessKey)
                .doesNotHaveDuplicates();
    }
}
