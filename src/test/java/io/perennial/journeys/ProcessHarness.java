package io.perennial.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.TaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.camunda.bpm.engine.test.junit5.ProcessEngineExtension;
import org.camunda.bpm.engine.test.mock.MockExpressionManager;
import org.camunda.bpm.engine.test.mock.Mocks;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One process on an engine of its own. Delegates note their inputs as steps; delegates and tables return what a test sets up.
 * Once all tests of a class have run, every node of the process must have been reached and every sequence flow taken; only
 * flows out of an event-based gateway leave no trace in the engine, the events behind them do.
 */
final class ProcessHarness extends ProcessEngineExtension {

    static final String CUSTOMER = "4711";

    private static final Instant TODAY = Instant.parse("2025-06-02T02:00:00Z");
    private static final Map<String, Deque<Map<String, Object>>> ANSWERS = new HashMap<>();
    private static final Set<String> FLOWS_TAKEN = new HashSet<>();
    private static final Set<String> NODES_REACHED = new HashSet<>();
    private static final ProcessEngine ENGINE = engine();

    private final String process;
    private final BpmnModelInstance model;
    private final List<String> steps = new ArrayList<>();
    private int testsRun;
    private String failing;

    ProcessHarness(String process) {
        this.process = process;
        this.model = Bpmn.readModelFromFile(Path.of("bpmn", process + ".bpmn").toFile());
        useProcessEngine(ENGINE);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        super.beforeTestExecution(context);
        BpmnAwareTests.init(ENGINE);
        setCurrentTime(Date.from(TODAY));
        steps.clear();
        ANSWERS.clear();
        model.getModelElementsByType(ServiceTask.class)
                .forEach(task -> standIn(task.getCamundaDelegateExpression(), (JavaDelegate) this::act));
        model.getModelElementsByType(CamundaTaskListener.class)
                .forEach(listener -> standIn(listener.getCamundaDelegateExpression(), (TaskListener)
                        task -> note(bean(listener.getCamundaDelegateExpression()), task)));
        model.getModelElementsByType(CamundaExecutionListener.class).stream()
                .map(CamundaExecutionListener::getCamundaDelegateExpression)
                .filter(Objects::nonNull)
                .forEach(listener -> standIn(listener, (ExecutionListener) execution -> steps.add(bean(listener))));
        manageDeployment(repositoryService
                .createDeployment()
                .addModelInstance(process + ".bpmn", model)
                .deployWithResult());
        testsRun++;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        historyService
                .createHistoricActivityInstanceQuery()
                .list()
                .forEach(node -> NODES_REACHED.add(node.getProcessDefinitionKey() + "/" + node.getActivityId()));
        super.afterTestExecution(context);
        Mocks.reset();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        super.afterAll(context);
        long tests = Stream.of(context.getRequiredTestClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (testsRun == tests) {
            assertThat(model.getModelElementsByType(SequenceFlow.class).stream()
                            .filter(flow -> !(flow.getSource() instanceof EventBasedGateway))
                            .map(SequenceFlow::getId)
                            .filter(flow -> !FLOWS_TAKEN.contains(process + "/" + flow)))
                    .as("ways through %s nobody walked", process)
                    .isEmpty();
            assertThat(model.getModelElementsByType(FlowNode.class).stream()
                            .map(FlowNode::getId)
                            .filter(node -> !NODES_REACHED.contains(process + "/" + node)))
                    .as("nodes of %s nobody reached", process)
                    .isEmpty();
        }
    }

    /** What a delegate or table sets as variables, visit by visit; the last answer stays. */
    @SafeVarargs
    final void answers(String delegateOrTable, Map<String, Object>... answers) {
        ANSWERS.put(delegateOrTable, new ArrayDeque<>(List.of(answers)));
    }

    /** The instance right after the transaction that starts it: no job has run yet. */
    ProcessInstance starts() {
        return runtimeService.startProcessInstanceByKey(process, CUSTOMER);
    }

    ProcessInstance startsBy(String message) {
        return runtimeService.startProcessInstanceByMessage(message, CUSTOMER);
    }

    /** Runs every job that is due without waiting, and those that follow from it. */
    void works() {
        for (List<Job> jobs = messageJobs(); !jobs.isEmpty(); jobs = messageJobs()) {
            managementService.executeJob(jobs.get(0).getId());
        }
    }

    List<Job> messageJobs() {
        return managementService.createJobQuery().messages().list();
    }

    void worksOff(String activity) {
        managementService.executeJob(managementService
                .createJobQuery()
                .messages()
                .activityId(activity)
                .singleResult()
                .getId());
    }

    /** The customer does something a journey waits for. */
    void hears(String message) {
        runtimeService
                .createMessageCorrelation(message)
                .processInstanceBusinessKey(CUSTOMER)
                .setVariable("wokenAt", TODAY.toString())
                .correlate();
        works();
    }

    /** The timer at that event comes due. */
    void passes(String event) {
        managementService.executeJob(timer(event).getId());
        works();
    }

    /** The timer comes due, but a delegate on the way to the next wait fails: everything is as it was before. */
    void failsToPass(String event, String delegate) {
        failing = delegate;
        assertThatThrownBy(() -> managementService.executeJob(timer(event).getId()))
                .hasMessageContaining(delegate);
        failing = null;
    }

    long daysUntil(String event) {
        return Duration.between(TODAY, timer(event).getDuedate().toInstant()).toDays();
    }

    Date dueAt(String event) {
        return timer(event).getDuedate();
    }

    boolean isAwaited(String event) {
        return timer(event) != null;
    }

    Set<String> listensTo() {
        return runtimeService.createEventSubscriptionQuery().list().stream()
                .map(EventSubscription::getEventName)
                .collect(Collectors.toSet());
    }

    Task task() {
        return taskService.createTaskQuery().singleResult();
    }

    void completes(Map<String, Object> variables) {
        taskService.complete(task().getId(), variables);
        works();
    }

    /** What was done so far: delegate and inputs, like {@code awardPoints{points=50, reason=RECALL}}. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    private Job timer(String event) {
        return managementService.createJobQuery().timers().activityId(event).singleResult();
    }

    private void act(DelegateExecution execution) {
        ServiceTask task = (ServiceTask) execution.getBpmnModelElementInstance();
        String bean = bean(task.getCamundaDelegateExpression());
        Map<String, Object> inputs = new TreeMap<>(execution.getVariablesLocal());
        inputs.keySet().retainAll(inputNames(task));
        if (bean.equals(failing)) {
            throw new IllegalStateException(bean + " fails");
        }
        steps.add(bean + inputs);
        answer(bean, execution);
    }

    private static Set<String> inputNames(ServiceTask task) {
        Set<String> names = new HashSet<>(Set.of("loopCounter"));
        if (task.getExtensionElements() != null) {
            task.getExtensionElements().getElementsQuery().filterByType(CamundaInputOutput.class).list().stream()
                    .flatMap(mapping -> mapping.getCamundaInputParameters().stream())
                    .forEach(input -> names.add(input.getCamundaName()));
        }
        return names;
    }

    private void note(String listener, DelegateTask task) {
        steps.add(task.hasVariable("outcome") ? listener + "{outcome=" + task.getVariable("outcome") + "}" : listener);
    }

    private static void answer(String name, DelegateExecution execution) {
        Deque<Map<String, Object>> answers = ANSWERS.getOrDefault(name, new ArrayDeque<>());
        Map<String, Object> answer = answers.size() > 1 ? answers.poll() : answers.peek();
        if (answer != null) {
            answer.forEach(execution.getProcessInstance()::setVariable);
        }
    }

    private static void standIn(String expression, Object standIn) {
        Mocks.register(bean(expression), standIn);
    }

    private static String bean(String expression) {
        return expression.substring(2, expression.length() - 1);
    }

    private static ProcessEngine engine() {
        StandaloneInMemProcessEngineConfiguration configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("rehearsal");
        configuration.setJdbcUrl("jdbc:h2:mem:rehearsal;DB_CLOSE_DELAY=-1");
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setExpressionManager(new MockExpressionManager());
        configuration.setCustomPreBPMNParseListeners(List.of(new StandIns()));
        return configuration.buildProcessEngine();
    }

    /** Tables answer like delegates do, and every flow taken is noted. */
    private static final class StandIns extends AbstractBpmnParseListener {

        @Override
        public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            String table = element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "decisionRef");
            activity.setActivityBehavior(new TaskActivityBehavior() {
                @Override
                public void performExecution(ActivityExecution execution) {
                    answer(table, execution);
                    leave(execution);
                }
            });
        }

        @Override
        public void parseSequenceFlow(Element element, ScopeImpl scope, TransitionImpl flow) {
            String process = ((ProcessDefinition) scope.getProcessDefinition()).getKey();
            ExecutionListener taken = execution -> FLOWS_TAKEN.add(process + "/" + flow.getId());
            flow.addListener(ExecutionListener.EVENTNAME_TAKE, taken);
        }
    }
}
