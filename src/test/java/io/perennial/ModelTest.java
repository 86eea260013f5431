package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.model.TransactionBoundaries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.Definitions;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaScript;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules of all process models, so that business users can read them and the application can run them. */
class ModelTest {

    private static final Path MODELS = Path.of("bpmn");
    private static final Pattern BEAN = Pattern.compile("\\$\\{([a-z]\\w*)}");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^}]*)}");
    /** A variable that is set or read, not a text or a method. */
    private static final Pattern WORD = Pattern.compile("Variable\\('(\\w+)'|(?<![\\w.'])([a-z]\\w*)\\b(?!['(.])");

    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    /** Messages that the application itself sends to running journeys. */
    private static final String ASKED_AGAIN = "JOURNEY_ASKED_AGAIN";

    /** The process whose caller waits for its answer: all its steps are one transaction. */
    private static final String ANSWERS_AT_ONCE = "installment-application";

    /** Variables with another name today, which steps still set under both for journeys that run on older models. */
    private static final Set<String> RENAMED = Set.of("callbackRoom", "callbackTurn");

    private static final Set<String> GROUPS = Set.of("customer-service", "operations", "risk");

    private static final List<Model> READ = read();

    static List<Model> models() {
        return READ;
    }

    private static List<Model> read() {
        try (Stream<Path> files = Files.list(MODELS)) {
            return files.filter(file -> file.toString().endsWith(".bpmn"))
                    .sorted()
                    .map(Model::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void everyProcessExists() {
        assertThat(models())
                .extracting(Model::name)
                .contains(
                        "acquisition",
                        "activation",
                        "retention",
                        "churn-warning",
                        "recall",
                        "risk-watch",
                        "installment-application",
                        "freeze-review",
                        "strategy-change",
                        "nightly-review");
    }

    @Test
    void startAndCatchMessagesHaveDifferentNames() {
        Set<String> starts = new HashSet<>();
        Set<String> catches = new HashSet<>();
        for (Model model : models()) {
            for (MessageEventDefinition message : model.all(MessageEventDefinition.class)) {
                (message.getParentElement() instanceof StartEvent ? starts : catches)
                        .add(message.getMessage().getName());
            }
        }
        assertThat(starts).isNotEmpty().doesNotContainAnyElementsOf(catches);
    }

    @ParameterizedTest
    @MethodSource("models")
    void holdsOneExecutableProcessNamedLikeTheFile(Model model) {
        assertThat(model.all(Process.class)).hasSize(1);
        Process process = model.process();
        assertThat(process.getId()).isEqualTo(model.name());
        assertThat(process.isExecutable()).isTrue();
        assertThat(process.getName()).isNotBlank();
        assertThat(process.getCamundaHistoryTimeToLiveString()).isEqualTo("P180D");
    }

    @ParameterizedTest
    @MethodSource("models")
    void opensInModelerForTheEngineWeRun(Model model) {
        Definitions definitions = model.bpmn().getDefinitions();
        assertThat(definitions.getExporter()).isEqualTo("Camunda Modeler");
        assertThat(definitions.getAttributeValueNs("http://camunda.org/schema/modeler/1.0", "executionPlatform"))
                .isEqualTo("Camunda Platform");
        assertThat(definitions.getAttributeValueNs("http://camunda.org/schema/modeler/1.0", "executionPlatformVersion"))
                .isEqualTo("7.24.0");
    }

    @ParameterizedTest
    @MethodSource("models")
    void isDocumentedInChineseToo(Model model) {
        Stream.concat(
                        Stream.of(model.process()),
                        model.nodes().stream().filter(node -> !(node instanceof Gateway) || forks(node)))
                .forEach(element -> assertThat(element.getDocumentations())
                        .as("documentation of %s", element.getId())
                        .anySatisfy(text -> assertThat(text.getTextContent()).containsPattern(CHINESE)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void labelsEventsTasksAndBranches(Model model) {
        for (FlowNode node : model.nodes()) {
            if (!(node instanceof Gateway) || forks(node)) {
                assertThat(node.getName()).as("name of %s", node.getId()).isNotBlank();
            }
        }
        for (SequenceFlow flow : model.flows()) {
            if (flow.getSource() instanceof ExclusiveGateway && forks(flow.getSource())) {
                assertThat(flow.getName()).as("name of %s", flow.getId()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasDescriptiveIds(Model model) {
        for (FlowNode node : model.nodes()) {
            assertThat(node.getId()).matches(prefixOf(node) + "_([A-Z0-9][a-z0-9]*)+");
        }
        for (SequenceFlow flow : model.flows()) {
            assertThat(flow.getId()).matches("Flow_([A-Z0-9][a-z0-9]*)+");
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasADefaultFlowAtEveryFork(Model model) {
        for (ExclusiveGateway gateway : model.all(ExclusiveGateway.class)) {
            if (!forks(gateway)) {
                continue;
            }
            assertThat(gateway.getDefault())
                    .as("default flow of %s", gateway.getId())
                    .isNotNull();
            for (SequenceFlow flow : gateway.getOutgoing()) {
                assertThat(flow.getConditionExpression() == null)
                        .as("only the default flow goes without a condition: %s", flow.getId())
                        .isEqualTo(flow.equals(gateway.getDefault()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void usesOnlyDelegatesOfTheTaskPackage(Model model) {
        assertThat(model.all(ScriptTask.class)).isEmpty();
        assertThat(model.all(CamundaScript.class)).isEmpty();
        Set<String> delegates = new TreeSet<>();
        for (ServiceTask task : model.all(ServiceTask.class)) {
            delegates.add(beanOf(task.getId(), task.getCamundaDelegateExpression()));
        }
        for (CamundaTaskListener listener : model.all(CamundaTaskListener.class)) {
            delegates.add(beanOf("task listener", listener.getCamundaDelegateExpression()));
        }
        for (String bean : delegates) {
            String type = Character.toUpperCase(bean.charAt(0)) + bean.substring(1);
            assertThat(Path.of("src/main/java/io/perennial/task", type + ".java"))
                    .as("delegate ${%s}", bean)
                    .exists();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void usesOnlyExistingTables(Model model) {
        for (BusinessRuleTask task : model.all(BusinessRuleTask.class)) {
            assertThat(Path.of("dmn", task.getCamundaDecisionRef() + ".dmn"))
                    .as("table of %s", task.getId())
                    .exists();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void fromOneWaitToTheNextIsOneTransaction(Model model) {
        TransactionBoundaries boundaries = TransactionBoundaries.of(model.bpmn());

        assertThat(boundaries.superfluous())
                .as("a second boundary between two waits, without a reason")
                .isEmpty();
        if (!model.name().equals(ANSWERS_AT_ONCE)) {
            assertThat(boundaries.missing())
                    .as("steps in the transaction that ends a wait")
                    .isEmpty();
        }
    }

    @Test
    void onlyStepsThatMayFailAloneHaveATransactionOfTheirOwn() {
        assertThat(models().stream()
                        .flatMap(model -> TransactionBoundaries.of(model.bpmn()).ownTransactions().keySet().stream()
                                .map(step -> model.name() + "/" + step)))
                .containsExactlyInAnyOrder(
                        "risk-watch/Task_CreateCallback",
                        "nightly-review/Task_ReviewChunk",
                        "nightly-review/Task_LearnFromResults");
    }

    @Test
    void aBoundaryTooManyOrTooFewIsFound() throws IOException {
        String churn = Files.readString(MODELS.resolve("churn-warning.bpmn"));
        String night = Files.readString(MODELS.resolve("nightly-review.bpmn"));

        TransactionBoundaries perStep = boundaries(churn.replace(
                "camunda:delegateExpression=\"${sendMessage}\"",
                "camunda:asyncBefore=\"true\" camunda:delegateExpression=\"${sendMessage}\""));
        TransactionBoundaries none = boundaries(churn.replace(" camunda:asyncAfter=\"true\"", ""));

        assertThat(perStep.superfluous())
                .containsExactly("Task_SendMessage", "Task_SendRepaymentPlan", "Task_SendSoftMessage");
        assertThat(none.missing())
                .as("not the steps that only timers lead to")
                .containsExactlyInAnyOrder(
                        "Task_ChooseResponse",
                        "Task_CreateCallback",
                        "Task_IssueCoupon",
                        "Task_MoveToRetention",
                        "Task_SendMessage",
                        "Task_SendRepaymentPlan",
                        "Task_SendSoftMessage",
                        "Task_StartFreezeReview");
        assertThat(boundaries(night.replace("ownTransaction", "comment")).superfluous())
                .containsExactly("Task_LearnFromResults", "Task_ReviewChunk");
    }

    private static TransactionBoundaries boundaries(String model) {
        return TransactionBoundaries.of(Model.of("any", model).bpmn());
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasAFormAndAGroupAtUserTasks(Model model) {
        for (UserTask task : model.all(UserTask.class)) {
            Path form = MODELS.resolve("forms").resolve(task.getCamundaFormRef() + ".form");
            assertThat(form).as("form of %s", task.getId()).exists();
            assertThat(form).content().contains("\"id\": \"" + task.getCamundaFormRef() + "\"");
            assertThat(GROUPS).containsAll(task.getCamundaCandidateGroupsList());
            assertThat(task.getCamundaCandidateGroupsList()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void waitsOnlyForKnownEvents(Model model) throws IOException {
        String eventTypes = Files.readString(Path.of("src/main/java/io/perennial/customer/event/EventType.java"));
        for (MessageEventDefinition message : model.all(MessageEventDefinition.class)) {
            String name = message.getMessage().getName();
            if (!name.equals(ASKED_AGAIN)) {
                assertThat(eventTypes).containsPattern("\\b" + name + "\\b");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void drawsEveryElement(Model model) {
        for (FlowNode node : model.nodes()) {
            assertThat(node.getDiagramElement()).as("shape of %s", node.getId()).isNotNull();
        }
        for (SequenceFlow flow : model.flows()) {
            assertThat(flow.getDiagramElement()).as("edge of %s", flow.getId()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsFromLeftToRight(Model model) {
        Drawing drawing = model.drawing();
        List<SequenceFlow> backwards = model.flows().stream()
                .filter(flow -> drawing.lines().get(flow).goesBack())
                .toList();
        assertThat(backwards)
                .as("only loops lead back to the left")
                .allSatisfy(flow -> assertThat(leadsTo(flow.getTarget(), flow.getSource(), new HashSet<>()))
                        .as(flow.getId())
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("models")
    void drawsWithoutCrossingsAndOverlaps(Model model) {
        assertThat(model.drawing().flaws()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void keepsTheElementsAndVariablesOfTheLastRelease(Model model) {
        LastRelease.read("bpmn/" + model.name() + ".bpmn")
                .map(released -> Model.of(model.name(), released))
                .ifPresent(released -> assertThat(missing(released, model))
                        .as("elements and variables of journeys started with the last release")
                        .isEmpty());
    }

    @Test
    void renamedElementsAndVariablesAreReported() throws IOException {
        String today = Files.readString(MODELS.resolve("retention.bpmn"));
        Model released = Model.of("retention", today);

        assertThat(missing(released, released)).isEmpty();
        assertThat(missing(
                        released,
                        Model.of(
                                "retention",
                                today.replace("Task_ApproveLimit", "Task_ConfirmLimit")
                                        .replace("limitApproved", "limitConfirmed"))))
                .containsExactly("Task_ApproveLimit", "limitApproved");
    }

    private static Set<String> missing(Model released, Model today) {
        Set<String> missing = new TreeSet<>(released.names());
        missing.removeAll(today.names());
        missing.removeAll(RENAMED);
        return missing;
    }

    private static String prefixOf(FlowNode node) {
        if (node instanceof StartEvent) {
            return "StartEvent";
        }
        if (node instanceof EndEvent) {
            return "EndEvent";
        }
        if (node instanceof Event) {
            return "Event";
        }
        if (node instanceof Gateway) {
            return "Gateway";
        }
        return node instanceof Task ? "Task" : "Activity";
    }

    private static String beanOf(String element, String expression) {
        assertThat(expression).as("delegate expression of %s", element).isNotNull();
        Matcher bean = BEAN.matcher(expression);
        assertThat(bean.matches())
                .as("%s names a bean: %s", element, expression)
                .isTrue();
        return bean.group(1);
    }

    private static boolean forks(FlowNode node) {
        return node.getOutgoing().size() > 1;
    }

    private static boolean leadsTo(FlowNode target, FlowNode node, Set<FlowNode> seen) {
        return node.equals(target)
                || before(node).anyMatch(before -> seen.add(before) && leadsTo(target, before, seen));
    }

    private static Stream<FlowNode> before(FlowNode node) {
        boolean innerStart = node instanceof StartEvent && node.getParentElement() instanceof SubProcess;
        FlowNode entry = innerStart ? (FlowNode) node.getParentElement() : node;
        return entry.getIncoming().stream().map(SequenceFlow::getSource);
    }

    record Model(String name, BpmnModelInstance bpmn) {

        static Model read(Path file) {
            return new Model(file.getFileName().toString().replace(".bpmn", ""), Bpmn.readModelFromFile(file.toFile()));
        }

        static Model of(String name, String text) {
            return new Model(
                    name, Bpmn.readModelFromStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        }

        /** The parts of a model that running instances refer to: ids of nodes, and variables that expressions read or set. */
        Set<String> names() {
            Set<String> names = new TreeSet<>();
            nodes().forEach(node -> names.add(node.getId()));
            Matcher expression = EXPRESSION.matcher(Bpmn.convertToString(bpmn));
            while (expression.find()) {
                Matcher word = WORD.matcher(expression.group(1).replace("&#39;", "'"));
                while (word.find()) {
                    names.add(word.group(1) == null ? word.group(2) : word.group(1));
                }
            }
            names.removeAll(Set.of("execution", "true", "false", "null"));
            return names;
        }

        Process process() {
            return all(Process.class).iterator().next();
        }

        <T extends org.camunda.bpm.model.xml.instance.ModelElementInstance> Collection<T> all(Class<T> type) {
            return bpmn.getModelElementsByType(type);
        }

        Drawing drawing() {
            return Drawing.of(nodes(), flows());
        }

        Collection<FlowNode> nodes() {
            return all(FlowNode.class);
        }

        Collection<SequenceFlow> flows() {
            return all(SequenceFlow.class);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
