package io.perennial.platform.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.platform.engine.jobs.DueJobs;
import io.perennial.platform.engine.model.ApprovedCheck;
import io.perennial.platform.engine.model.LiveEditing;
import io.perennial.platform.engine.model.ModelDeployer;
import io.perennial.platform.engine.model.ModelValidator;
import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import io.perennial.platform.engine.runtime.ProcessRuntime.Start;
import io.perennial.platform.engine.runtime.ProcessRuntime.Wake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.query.Query;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.camunda.bpm.engine.variable.type.ValueType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;

/** The configured engine; run on each database by its subclasses. */
@SpringBootTest(
        properties = {
            "perennial.models=src/test/resources/engine-models",
            "perennial.clock=simulated",
            "perennial.demo=false",
            "perennial.password=Secret-of-the-test-1",
            "perennial.journeys=chained-waits,message-wait"
        })
@Import(EngineScenario.Listening.class)
abstract class EngineScenario {

    @Autowired
    ProcessRuntime processes;

    @Autowired
    DueJobs dueJobs;

    @Autowired
    BusinessClock clock;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    ManagementService management;

    @Autowired
    RepositoryService repository;

    @Autowired
    HistoryService history;

    @Autowired
    FilterService filters;

    @Autowired
    IdentityService identity;

    @Autowired
    Identities identities;

    @Autowired
    ProcessEngineConfigurationImpl engine;

    @Autowired
    JdbcClient sql;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ModelDeployer deployer;

    @Autowired
    ModelValidator check;

    @Autowired
    ApprovedCheck approved;

    @Autowired
    ObjectMapper json;

    @Autowired
    RecordingListener listener;

    /** Processes without customers. */
    @MockitoBean
    Journeys journeys;

    @TestConfiguration
    static class Listening {
        @Bean
        RecordingListener listener() {
            return new RecordingListener();
        }
    }

    static class RecordingListener implements ProcessListener {
        final List<String> started = Collections.synchronizedList(new ArrayList<>());
        final List<String> ended = Collections.synchronizedList(new ArrayList<>());

        @Override
        public Map<String, Object> started(String process, String businessKey, String processInstanceId) {
            if ("unwelcome".equals(businessKey)) {
                throw ApiException.keyReused(businessKey);
            }
            started.add(process + " " + businessKey);
            return Map.of();
        }

        @Override
        public void ended(String process, String businessKey, String processInstanceId) {
            ended.add(process + " " + businessKey);
        }
    }

    @BeforeEach
    void advanceToNextNoon() {
        LocalDate tomorrow = clock.today().plusDays(1);
        clock.setTo(tomorrow.atTime(LocalTime.NOON).atZone(clock.getZone()).toInstant());
        dueJobs.run(2);
        listener.started.clear();
        listener.ended.clear();
    }

    @Test
    void chainedTimersCountFromTheirDueDatesAfterAJump() {
        Instant noon = clock.instant();
        String instance = start("chained-waits");
        dueJobs.run(2);
        assertThat(timerOf(instance).getDuedate()).isEqualTo(noon.plus(Duration.ofDays(2)));

        clock.setTo(noon.plus(Duration.ofDays(4)));
        dueJobs.run(2);
        assertThat(timerOf(instance).getDuedate()).isEqualTo(noon.plus(Duration.ofDays(5)));

        clock.setTo(noon.plus(Duration.ofDays(5)));
        dueJobs.run(2);
        assertThat(processes.waitingFor(List.of(instance)).get(instance)).containsExactly("Call the customer");
    }

    @Test
    void clockJumpRunsTheWholeTimerChain() {
        String instance = start("chained-waits");
        clock.setTo(clock.instant().plus(Duration.ofDays(30)));
        dueJobs.run(2);
        assertThat(tasks.createTaskQuery()
                        .processInstanceId(instance)
                        .singleResult()
                        .getName())
                .isEqualTo("Call the customer");
    }

    @Test
    void jobExecutorNoticesClockChange() {
        String instance = start("chained-waits");
        clock.setTo(clock.instant().plus(Duration.ofDays(9)));
        await().until(() -> tasks.createTaskQuery().processInstanceId(instance).count() == 1);
    }

    @Test
    void cronIsLocalAndAJumpOverManyNightsRunsOnlyTheLatest() {
        Instant noon = clock.instant();
        LocalDate today = clock.today();
        assertThat(nightly().getDuedate().toInstant())
                .isEqualTo(
                        today.plusDays(1).atTime(2, 0).atZone(clock.getZone()).toInstant());
        long before = nightlyRuns();

        clock.setTo(noon.plus(Duration.ofDays(10)));
        dueJobs.run(2);

        assertThat(nightlyRuns()).isEqualTo(before + 1);
        assertThat(nightly().getDuedate().toInstant())
                .isEqualTo(
                        today.plusDays(11).atTime(2, 0).atZone(clock.getZone()).toInstant());
        HistoricProcessInstance run = history.createHistoricProcessInstanceQuery()
                .processDefinitionKey("two-at-night")
                .unfinished()
                .singleResult();
        assertThat(timerOf(run.getId()).getDuedate().toInstant())
                .isEqualTo(
                        today.plusDays(11).atTime(2, 0).atZone(clock.getZone()).toInstant());
    }

    @Test
    void engineUsesTheBusinessClock() {
        clock.setTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(ClockUtil.getCurrentTime().toInstant()).isEqualTo(clock.instant());
    }

    @Test
    void startsAllInTheCallersTransactionOrNone() {
        String key = fresh();
        List<Start> many = IntStream.range(0, 250)
                .mapToObj(i -> new Start("message-wait", null, key, Map.of("n", i)))
                .toList();
        transaction.executeWithoutResult(status -> {
            processes.start(many);
            status.setRollbackOnly();
        });
        assertThat(running(key)).isZero();

        processes.start(many);
        assertThat(running(key)).isEqualTo(250);
        assertThat(processes.isRunning("message-wait")).isTrue();
    }

    @Test
    void wakesWaitingInstancesOnce() {
        String waiting = start("message-wait");
        String elsewhere = start("chained-waits");

        var woken = processes.wake(List.of(
                new Wake(waiting, "LOGGED_IN", Map.of("wokenAt", "now")),
                new Wake(waiting, "ORDER_PLACED", Map.of()),
                new Wake(elsewhere, "LOGGED_IN", Map.of())));

        assertThat(woken).containsExactly(waiting);
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(waiting)
                        .count())
                .isZero();
        assertThat(processes.wake(List.of(new Wake(waiting, "LOGGED_IN", Map.of()))))
                .isEmpty();
    }

    @Test
    void listsWhatInstancesWaitFor() {
        String instance = start("message-wait");
        assertThat(processes.waitingFor(List.of(instance)).get(instance))
                .containsExactlyInAnyOrder(
                        "LOGGED_IN",
                        "ORDER_PLACED",
                        "Week over (" + clock.instant().plus(Duration.ofDays(7)) + ")");
    }

    @Test
    void listenersAreCalledAtStartAndEndAndMayRefuse() {
        String key = fresh();
        processes.start(List.of(new Start("message-wait", null, key, Map.of())));
        String instance = instance(key);
        processes.wake(List.of(new Wake(instance, "LOGGED_IN", Map.of())));

        assertThat(listener.started).contains("message-wait " + key);
        assertThat(listener.ended).contains("message-wait " + key);
        assertThatThrownBy(() -> processes.start(List.of(new Start("message-wait", null, "unwelcome", Map.of()))))
                .isInstanceOf(ApiException.class);
        assertThat(running("unwelcome")).isZero();
    }

    @Test
    void deploysOnceAndThenOnlyChangedFiles(@TempDir Path folder) throws IOException {
        copy(Path.of("src/test/resources/engine-models"), folder);
        ModelDeployer here = new ModelDeployer(repository, check, approved, json, folder.toString());
        assertThat(here.deploy()).isZero();
        long versions = versions("bpmn/message-wait.bpmn");
        assertThat(repository
                        .createDeploymentQuery()
                        .deploymentName("bpmn/chained-waits.bpmn")
                        .count())
                .isEqualTo(1);

        Path form = folder.resolve("bpmn/forms/call.form");
        Files.writeString(form, Files.readString(form).replace("Note", "Conversation"));
        assertThat(here.deploy()).isEqualTo(1);
        assertThat(here.deploy()).isZero();
        assertThat(versions("bpmn/message-wait.bpmn")).isEqualTo(versions);
        assertThat(deployer.deploy()).isEqualTo(1);
    }

    @Test
    void savedModelIsDeployedAndInvalidOneIsSkipped(@TempDir Path folder) throws IOException {
        copy(Path.of("src/test/resources/engine-models"), folder);
        Path table = folder.resolve("dmn/always-yes.dmn");
        Path process = folder.resolve("bpmn/message-wait.bpmn");
        long tables = versions("dmn/always-yes.dmn");
        long processes = versions("bpmn/message-wait.bpmn");
        LiveEditing live =
                new LiveEditing(new ModelDeployer(repository, check, approved, json, folder.toString()), true);
        live.start();
        try {
            Files.writeString(table, Files.readString(table).replace("\"yes\"</text>", "\"no\"</text>"));
            await().until(() -> versions("dmn/always-yes.dmn") == tables + 1);

            Files.writeString(table, "<definitions");
            Files.writeString(process, Files.readString(process).replace("Logged in", "Has logged in"));
            await().until(() -> versions("bpmn/message-wait.bpmn") == processes + 1);
            assertThat(versions("dmn/always-yes.dmn")).isEqualTo(tables + 1);
        } finally {
            live.stop();
            deployer.deploy();
        }
    }

    private long versions(String model) {
        return repository.createDeploymentQuery().deploymentName(model).count();
    }

    @Test
    void everyModelProblemNamesElementAndFix() {
        String model = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
              <message id="M1" name="NEVER_SENT" />
              <process id="another" isExecutable="false">
                <startEvent id="Start" />
                <serviceTask id="Task_Unknown" camunda:delegateExpression="${nobody}" camunda:asyncBefore="true" />
                <serviceTask id="Task_Class" camunda:class="java.lang.Runtime" />
                <serviceTask id="Task_Message" camunda:delegateExpression="${sendMessage}" camunda:asyncBefore="true">
                  <extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="purpose">SPAM</camunda:inputParameter>
                  </camunda:inputOutput></extensionElements>
                </serviceTask>
                <scriptTask id="Task_Script" scriptFormat="groovy"><script>1</script></scriptTask>
                <businessRuleTask id="Task_Decide" camunda:decisionRef="no-table" />
                <userTask id="Task_Person" camunda:formRef="no-form" camunda:formRefBinding="latest" />
                <intermediateCatchEvent id="Event_Never"><messageEventDefinition messageRef="M1" /></intermediateCatchEvent>
              </process>
            </definitions>\
            """;

        assertThat(check.problems(Map.of(
                        "bpmn/broken.bpmn",
                        model.getBytes(StandardCharsets.UTF_8),
                        "dmn/broken.dmn",
                        "<definitions".getBytes(StandardCharsets.UTF_8),
                        "bpmn/forms/broken.form",
                        "{}".getBytes(StandardCharsets.UTF_8))))
                .allSatisfy(problem -> assertThat(problem.fix()).isNotBlank())
                .extracting(problem -> problem.file() + " " + problem.element())
                .containsExactlyInAnyOrder(
                        "bpmn/broken.bpmn another",
                        "bpmn/broken.bpmn another",
                        "bpmn/broken.bpmn another",
                        "bpmn/broken.bpmn Task_Unknown",
                        "bpmn/broken.bpmn Task_Class",
                        "bpmn/broken.bpmn Task_Message",
                        "bpmn/broken.bpmn Task_Message",
                        "bpmn/broken.bpmn Task_Script",
                        "bpmn/broken.bpmn Task_Decide",
                        "bpmn/broken.bpmn Task_Person",
                        "bpmn/broken.bpmn Event_Never",
                        "dmn/broken.dmn null",
                        "bpmn/forms/broken.form null");
    }

    @Test
    void formsOfTheSameDeploymentAreFound() {
        String instance = start("chained-waits");
        clock.setTo(clock.instant().plus(Duration.ofDays(9)));
        dueJobs.run(2);
        var task = tasks.createTaskQuery()
                .processInstanceId(instance)
                .initializeFormKeys()
                .singleResult();
        assertThat(task.getCamundaFormRef().getKey()).isEqualTo("call");
        assertThat(engine.getFormService().getDeployedTaskForm(task.getId())).isNotEmpty();
    }

    @Test
    void historyKeepsTasksAndActivitiesButNoVariables() {
        String instance = start("message-wait", Map.of("secret", "value"));
        assertThat(history.createHistoricActivityInstanceQuery()
                        .processInstanceId(instance)
                        .count())
                .isPositive();
        assertThat(history.createHistoricVariableInstanceQuery()
                        .processInstanceId(instance)
                        .count())
                .isZero();
        assertThat(history.createHistoricProcessInstanceQuery()
                        .processInstanceId(instance)
                        .singleResult()
                        .getRemovalTime())
                .isNotNull();
    }

    /**
     * Otherwise "admin " would be a second person where two are required, and another user where wrong passwords are counted.
     */
    @Test
    void userNamesMatchExactly() {
        String password = "Secret-of-the-test-1";
        assertThat(identity.checkPassword("admin", password)).isTrue();
        assertThat(identity.checkPassword("admin ", password)).isFalse();
        assertThat(identities.login("admin", password)).isPresent();
        assertThat(identities.login("admin ", password)).isEmpty();
    }

    @Test
    void pagesOfTasksWithEqualPriorityAndDueDateAreComplete() {
        String name = fresh();
        for (int i = 0; i < 36; i++) {
            Task task = tasks.newTask();
            task.setName(name);
            tasks.saveTask(task);
        }
        TaskQuery query = tasks.createTaskQuery()
                .taskName(name)
                .orderByTaskPriority()
                .desc()
                .orderByDueDate()
                .asc();
        String filter =
                filters.saveFilter(filters.newTaskFilter(name).setQuery(query)).getId();

        List<String> listed = new ArrayList<>();
        List<String> filtered = new ArrayList<>();
        for (int page = 0; page < 36; page += 5) {
            query.listPage(page, 5).forEach(task -> listed.add(task.getId()));
            filters.<Task>listPage(filter, page, 5).forEach(task -> filtered.add(task.getId()));
        }

        assertThat(listed).hasSize(36).doesNotHaveDuplicates().isSorted();
        assertThat(filtered).isEqualTo(listed);
        assertThat(tasks.createTaskQuery()
                        .taskName(name)
                        .orderByProcessVariable("nothing", ValueType.STRING)
                        .asc()
                        .list())
                .extracting(Task::getId)
                .isEqualTo(listed);
        filters.deleteFilter(filter);
        tasks.deleteTasks(listed, true);
    }

    @Test
    void everyKindOfListCanBeOrderedUniquely() {
        List<Query<?, ?>> lists = List.of(
                tasks.createTaskQuery().orderByTaskNameCaseInsensitive().asc(),
                runtime.createProcessInstanceQuery().orderByBusinessKey().asc(),
                runtime.createExecutionQuery().orderByProcessDefinitionKey().asc(),
                runtime.createIncidentQuery().orderByIncidentTimestamp().desc(),
                runtime.createVariableInstanceQuery().orderByVariableName().asc(),
                runtime.createEventSubscriptionQuery().orderByCreated().asc(),
                management.createJobQuery().orderByJobDuedate().asc(),
                management.createJobDefinitionQuery().orderByActivityId().asc(),
                management.createBatchQuery().orderByTenantId().asc(),
                management.createSchemaLogQuery().orderByTimestamp().asc(),
                repository.createDeploymentQuery().orderByDeploymentTime().desc(),
                repository
                        .createProcessDefinitionQuery()
                        .orderByProcessDefinitionName()
                        .asc(),
                repository
                        .createDecisionDefinitionQuery()
                        .orderByDecisionDefinitionVersion()
                        .desc(),
                repository
                        .createDecisionRequirementsDefinitionQuery()
                        .orderByDecisionRequirementsDefinitionName()
                        .asc(),
                history.createHistoricProcessInstanceQuery()
                        .orderByProcessInstanceStartTime()
                        .desc(),
                history.createHistoricTaskInstanceQuery().orderByTaskPriority().asc(),
                history.createHistoricActivityInstanceQuery()
                        .orderByActivityName()
                        .asc(),
                history.createHistoricVariableInstanceQuery()
                        .orderByVariableName()
                        .asc(),
                history.createHistoricDetailQuery().orderByTime().asc(),
                history.createHistoricIncidentQuery().orderByCreateTime().asc(),
                history.createHistoricJobLogQuery().orderByTimestamp().asc(),
                history.createHistoricDecisionInstanceQuery()
                        .orderByEvaluationTime()
                        .asc(),
                history.createHistoricBatchQuery().orderByStartTime().asc(),
                history.createHistoricIdentityLinkLogQuery().orderByTime().asc(),
                history.createUserOperationLogQuery().orderByTimestamp().desc(),
                history.createHistoricExternalTaskLogQuery().orderByTimestamp().asc(),
                history.createCleanableHistoricProcessInstanceReport()
                        .orderByFinished()
                        .asc(),
                history.createCleanableHistoricDecisionInstanceReport()
                        .orderByFinished()
                        .asc(),
                history.createCleanableHistoricBatchReport()
                        .orderByFinishedBatchOperation()
                        .asc(),
                engine.getExternalTaskService()
                        .createExternalTaskQuery()
                        .orderByPriority()
                        .desc(),
                filters.createFilterQuery().orderByFilterName().asc(),
                engine.getAuthorizationService()
                        .createAuthorizationQuery()
                        .orderByResourceType()
                        .asc(),
                identity.createUserQuery().orderByUserLastName().asc(),
                identity.createGroupQuery().orderByGroupType().asc(),
                identity.createTenantQuery().orderByTenantName().asc());

        for (Query<?, ?> list : lists) {
            assertThat(list.listPage(0, 10)).as(list.getClass().getSimpleName()).isNotNull();
        }
        assertThat(history.createHistoricActivityInstanceQuery()
                        .orderByActivityName()
                        .asc()
                        .orderByHistoricActivityInstanceId()
                        .desc()
                        .list())
                .as("an order by id is kept")
                .isSortedAccordingTo(Comparator.comparing(
                                (HistoricActivityInstance activity) -> Objects.toString(activity.getActivityName(), ""))
                        .thenComparing(HistoricActivityInstance::getId, Comparator.reverseOrder()));
    }

    @Test
    void unlimitedListOfAUserIsCutAtTheLimit() {
        int limit = engine.getQueryMaxResultsLimit();
        identity.setAuthentication("admin", List.of("camunda-admin"));
        engine.setQueryMaxResultsLimit(2);
        try {
            assertThat(identity.createGroupQuery().list()).hasSize(2);
            assertThat(identity.createGroupQuery().unlimitedList()).hasSizeGreaterThan(2);
            assertThat(identity.createGroupQuery().groupId("risk").singleResult())
                    .isNotNull();
            assertThat(identity.createGroupQuery().count()).isGreaterThan(2);
        } finally {
            engine.setQueryMaxResultsLimit(limit);
            identity.clearAuthentication();
        }
    }

    @Test
    void emojisAreStoredInAllTexts() {
        String instance = start("message-wait", Map.of("product", "手机📱"));
        runtime.setVariable(instance, "channel", "直播🎥");
        Task task = tasks.newTask();
        task.setName("Call 📞");
        task.setDescription("😀");
        tasks.saveTask(task);
        tasks.createComment(task.getId(), null, "谢谢🙏");
        Filter filter = filters.saveFilter(filters.newTaskFilter("My tasks 🔥").setQuery(tasks.createTaskQuery()));

        assertThat(runtime.getVariables(instance))
                .containsEntry("product", "手机📱")
                .containsEntry("channel", "直播🎥");
        assertThat(runtime.createVariableInstanceQuery()
                        .variableValueEquals("product", "手机📱")
                        .count())
                .isOne();
        assertThat(tasks.createTaskQuery().taskName("Call 📞").singleResult().getDescription())
                .isEqualTo("😀");
        assertThat(tasks.getTaskComments(task.getId()).get(0).getFullMessage()).isEqualTo("谢谢🙏");
        assertThat(filters.getFilter(filter.getId()).getName()).isEqualTo("My tasks 🔥");
        filters.deleteFilter(filter.getId());
        tasks.deleteTask(task.getId(), true);
    }

    @Test
    void indexesExist() {
        assertThat(sql.sql("""
            select count(distinct index_name) from information_schema.%s
             where upper(index_name) in ('PERENNIAL_JOB_DUE', 'PERENNIAL_SUBSCRIPTION_OF_INSTANCE')
               and table_schema = %s
            """.formatted(indexTable(), schema()))
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    abstract String indexTable();

    abstract String schema();

    private String start(String process) {
        return start(process, Map.of());
    }

    private String start(String process, Map<String, Object> variables) {
        String key = fresh();
        processes.start(List.of(new Start(process, null, key, variables)));
        return instance(key);
    }

    private String instance(String key) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(key)
                .singleResult()
                .getId();
    }

    private long running(String key) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(key)
                .count();
    }

    private Job timerOf(String instance) {
        return management.createJobQuery().processInstanceId(instance).timers().singleResult();
    }

    private Job nightly() {
        return management.createJobQuery().processDefinitionKey("two-at-night").timers().list().stream()
                .filter(job -> job.getProcessInstanceId() == null)
                .min(Comparator.comparing(Job::getDuedate))
                .orElseThrow();
    }

    private long nightlyRuns() {
        return history.createHistoricProcessInstanceQuery()
                .processDefinitionKey("two-at-night")
                .count();
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
