package io.perennial.platform.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.api.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.bpmn.deployer.BpmnDeployer;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaScript;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.xml.ModelException;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Validates models before any deployment: they can be parsed and run, and use only existing delegates, messages, forms, groups,
 * decisions and facts.
 */
@Component
public class ModelValidator implements Deployer {

    private static final Pattern BEAN = Pattern.compile("[$#]\\{(\\w+)}");
    private static final Pattern ENDING = Pattern.compile("\\.(bpmn|bpmn20\\.xml|dmn|dmn11\\.xml|form)$");
    private static final Pattern CASE = Pattern.compile("\\.cmmn(1[01]\\.xml)?$");
    private static final String FIX = "Fix it in Camunda Modeler and deploy it again.";
    private static final Pattern LITERAL = Pattern.compile("[$#]\\{(true|false)}");

    /** Process that answers its caller synchronously: its steps share one transaction. */
    private static final String SYNCHRONOUS_PROCESS = "installment-application";

    private final ObjectProvider<ModelVocabularySource> vocabularies;
    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final TableModels tables;
    private final ObjectMapper json;

    ModelValidator(
            ObjectProvider<ModelVocabularySource> vocabularies,
            ObjectProvider<ProcessEngineConfigurationImpl> engine,
            TableModels tables,
            ObjectMapper json) {
        this.vocabularies = vocabularies;
        this.engine = engine;
        this.tables = tables;
        this.json = json;
    }

    /** Validates deployments of users through the engine's REST, such as those of Camunda Modeler. */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew() && Context.getCommandContext().getAuthenticatedUserId() != null) {
            refuse(problems(deployment.getResources().values().stream()
                    .collect(Collectors.toMap(ResourceEntity::getName, ResourceEntity::getBytes))));
        }
    }

    /** @throws ApiException INVALID_MODEL if there are problems */
    static void refuse(List<ModelProblem> problems) {
        if (!problems.isEmpty()) {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "INVALID_MODEL",
                    problems.stream().map(ModelProblem::toString).collect(Collectors.joining("\n")));
        }
    }

    /** Problems found by the engine when parsing a file; empty if it failed for another reason. */
    public static List<ModelProblem> problems(String file, RuntimeException refusal) {
        if (refusal instanceof ParseException unreadable) {
            return unreadable.getResorceReports().stream()
                    .flatMap(report -> report.getErrors().stream()
                            .map(problem -> new ModelProblem(
                                    report.getResourceName(), problem.getMainElementId(), problem.getMessage(), FIX)))
                    .toList();
        }
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof OptimisticLockingException) {
                return List.of();
            }
        }
        return List.of(new ModelProblem(file, null, "The engine rejects it: " + refusal.getMessage(), FIX));
    }

    /** Problems of these files, taking into account what is already deployed. */
    public List<ModelProblem> problems(Map<String, byte[]> files) {
        Check check = new Check(files);
        files.forEach(check::file);
        return check.problems;
    }

    private final class Check {

        private final List<ModelProblem> problems = new ArrayList<>();
        private final Set<String> forms = new HashSet<>();
        private final Set<String> decisions = new HashSet<>();
        private final Set<String> messages = new HashSet<>();
        private final Map<String, DelegateDescriptor> delegates;
        private String file;

        Check(Map<String, byte[]> files) {
            vocabularies.forEach(vocabulary -> messages.addAll(vocabulary.messages()));
            delegates = vocabularies.stream()
                    .flatMap(vocabulary -> vocabulary.delegates().stream())
                    .collect(Collectors.toMap(DelegateDescriptor::delegate, Function.identity()));
            files.forEach((name, content) -> {
                if (name.endsWith(".form")) {
                    form(content).map(form -> form.path("id").asText()).ifPresent(forms::add);
                } else if (name.endsWith(".dmn") || name.endsWith(".dmn11.xml")) {
                    decisions.addAll(decisions(content));
                }
            });
        }

        void file(String name, byte[] content) {
            file = name;
            if (name.endsWith(".bpmn") || name.endsWith(".bpmn20.xml")) {
                process(content);
            } else if (name.endsWith(".dmn") || name.endsWith(".dmn11.xml")) {
                table(content);
            } else if (name.endsWith(".form")) {
                checkForm(content);
            } else if (CASE.matcher(name).find()) {
                problem(null, "Cases (CMMN) are not run.", "Draw a process.");
            }
        }

        /** File name without folder and extension, which must equal the id of its content. */
        private String name() {
            return ENDING.matcher(file.substring(file.lastIndexOf('/') + 1)).replaceFirst("");
        }

        private void problem(String element, String problem, String fix) {
            problems.add(new ModelProblem(file, element, problem, fix));
        }

        private void process(byte[] content) {
            BpmnModelInstance model;
            try {
                model = Bpmn.readModelFromStream(new ByteArrayInputStream(content));
            } catch (ModelException unreadable) {
                problem(
                        null,
                        "Not a valid BPMN file: " + root(unreadable),
                        "Open it in Camunda Modeler and save it again.");
                return;
            }
            List<Process> processes = List.copyOf(model.getModelElementsByType(Process.class));
            if (processes.size() != 1) {
                problem(null, "It holds " + processes.size() + " processes.", "Draw one process per file.");
                return;
            }
            int before = problems.size();
            checkProcess(processes.get(0));
            model.getModelElementsByType(ScriptTask.class)
                    .forEach(task ->
                            problem(task.getId(), "Scripts are not run.", "Use a service task and a delegate."));
            if (!model.getModelElementsByType(CamundaScript.class).isEmpty()) {
                problem(null, "Scripts are not run.", "Use an expression or a delegate.");
            }
            model.getModelElementsByType(ServiceTask.class).forEach(this::serviceTask);
            transactions(model, processes.get(0));
            model.getModelElementsByType(BusinessRuleTask.class).forEach(this::decisionTask);
            model.getModelElementsByType(UserTask.class).forEach(task -> {
                checkFormOf(task.getId(), task.getCamundaFormRef(), task.getCamundaFormRefBinding());
                if (task.getCamundaFormRef() == null) {
                    problem(task.getId(), "It shows no form.", "Choose a Camunda form.");
                }
                checkGroups(task);
            });
            model.getModelElementsByType(StartEvent.class)
                    .forEach(start ->
                            checkFormOf(start.getId(), start.getCamundaFormRef(), start.getCamundaFormRefBinding()));
            model.getModelElementsByType(CamundaTaskListener.class)
                    .forEach(listener -> listener(
                            elementAround(listener),
                            listener.getCamundaDelegateExpression(),
                            listener.getCamundaClass(),
                            "UserTask"));
            model.getModelElementsByType(CamundaExecutionListener.class)
                    .forEach(listener -> listener(
                            elementAround(listener),
                            listener.getCamundaDelegateExpression(),
                            listener.getCamundaClass(),
                            "StartEvent"));
            model.getModelElementsByType(MessageEventDefinition.class).forEach(this::message);
            model.getModelElementsByType(ExclusiveGateway.class).stream()
                    .filter(gateway -> gateway.getOutgoing().size() > 1 && gateway.getDefault() == null)
                    .forEach(gateway -> problem(
                            gateway.getId(),
                            "A customer for whom no condition holds would be stuck.",
                            "Mark one outgoing flow as the default flow."));
            OutcomeCheck.of(model, delegates)
                    .forEach(unchecked -> problem(
                            unchecked.message(),
                            "It is sent regardless of the outcome of %s, which may be withheld."
                                    .formatted(unchecked.effect()),
                            "Branch on %s between them and send a matching message on each path."
                                    .formatted(unchecked.outcome())));
            if (problems.size() == before) {
                parseWithEngine(content);
            }
        }

        private void parseWithEngine(byte[] content) {
            try {
                if (Context.getCommandContext() == null) {
                    engine.getObject().getCommandExecutorTxRequired().execute(context -> parse(content));
                } else {
                    // Not as a nested command: its exception would also fail the outer command.
                    parse(content);
                }
            } catch (ProcessEngineException refusal) {
                List<ModelProblem> found = problems(file, refusal);
                if (found.isEmpty()) {
                    throw refusal;
                }
                problems.addAll(found);
            }
        }

        private BpmnParse parse(byte[] content) {
            BpmnParse parse = bpmnParser()
                    .createParse()
                    .sourceInputStream(new ByteArrayInputStream(content))
                    .deployment(new DeploymentEntity())
                    .name(file);
            return parse.execute();
        }

        private BpmnParser bpmnParser() {
            return engine.getObject().getDeployers().stream()
                    .filter(BpmnDeployer.class::isInstance)
                    .map(deployer -> ((BpmnDeployer) deployer).getBpmnParser())
                    .findFirst()
                    .orElseThrow();
        }

        private void checkProcess(Process process) {
            if (!name().equals(process.getId())) {
                problem(process.getId(), "The process is not named like its file.", "Set its id to " + name() + ".");
            }
            if (!process.isExecutable()) {
                problem(process.getId(), "It is not executable.", "Tick Executable.");
            }
            if (process.getCamundaHistoryTimeToLiveString() == null) {
                problem(process.getId(), "It has no history time to live.", "Set it, such as P180D.");
            }
        }

        private void serviceTask(ServiceTask task) {
            String expression = task.getCamundaExpression();
            if (task.getCamundaDelegateExpression() == null
                    && expression != null
                    && LITERAL.matcher(expression).matches()) {
                return;
            }
            delegate(task.getId(), task.getCamundaDelegateExpression(), "ServiceTask")
                    .ifPresent(known -> inputs(task, known));
        }

        private void transactions(BpmnModelInstance model, Process process) {
            if (!SYNCHRONOUS_PROCESS.equals(process.getId())) {
                TransactionBoundaries.of(model)
                        .missing()
                        .forEach(step -> problem(
                                step,
                                "It would run in the transaction of the event or person that ends the wait before it.",
                                "Tick Asynchronous after on that wait, or Asynchronous before on this step."));
            }
        }

        private void inputs(ServiceTask task, DelegateDescriptor delegate) {
            Map<String, String> given = task.getExtensionElements() == null
                    ? Map.of()
                    : task.getExtensionElements().getChildElementsByType(CamundaInputOutput.class).stream()
                            .flatMap(inputOutput -> inputOutput.getCamundaInputParameters().stream())
                            .collect(Collectors.toMap(
                                    CamundaInputParameter::getCamundaName,
                                    parameter -> Objects.toString(parameter.getTextContent(), "")
                                            .strip(),
                                    (first, second) -> second));
            for (DelegateDescriptor.Input input : delegate.inputs()) {
                String value = given.get(input.name());
                if (value == null || value.isEmpty()) {
                    if (input.required()) {
                        problem(
                                task.getId(),
                                "The input \"%s\" of %s is missing.".formatted(input.name(), delegate.delegate()),
                                "Add the input parameter" + choices(input) + ".");
                    }
                } else if (!value.contains("${") && !value.contains("#{") && !input.accepts(value)) {
                    problem(
                            task.getId(),
                            "The input \"%s\" of %s cannot be \"%s\"."
                                    .formatted(input.name(), delegate.delegate(), value),
                            "Give it a " + input.kind().toLowerCase(Locale.ROOT) + choices(input) + ".");
                }
            }
        }

        private static String choices(DelegateDescriptor.Input input) {
            return input.choices().isEmpty() ? "" : ", one of " + String.join(", ", input.choices());
        }

        private void listener(String element, String delegateExpression, String type, String on) {
            if (type != null) {
                problem(element, "It uses the Java class " + type + ".", "Use a delegate of Perennial.");
            } else if (delegateExpression != null) {
                delegate(element, delegateExpression, on);
            }
        }

        private Optional<DelegateDescriptor> delegate(String element, String delegateExpression, String on) {
            Matcher bean = BEAN.matcher(Objects.toString(delegateExpression, ""));
            DelegateDescriptor delegate = bean.matches() ? delegates.get(bean.group(1)) : null;
            if (delegate == null || !delegate.element().equals(on)) {
                problem(
                        element,
                        delegateExpression == null
                                ? "It has no delegate."
                                : "There is no delegate " + delegateExpression + " for it.",
                        "Use one of "
                                + delegates.values().stream()
                                        .filter(known -> known.element().equals(on))
                                        .map(known -> "${" + known.delegate() + "}")
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + ".");
                return Optional.empty();
            }
            return Optional.of(delegate);
        }

        private void decisionTask(BusinessRuleTask task) {
            String decision = task.getCamundaDecisionRef();
            if (decision == null
                    || !decisions.contains(decision) && tables.latest(decision).isEmpty()) {
                problem(
                        task.getId(),
                        "There is no decision table " + decision + ".",
                        "Deploy dmn/" + decision + ".dmn first, or choose another.");
            }
        }

        private void checkFormOf(String element, String form, String binding) {
            if (form != null && "deployment".equals(binding) && !forms.contains(form)) {
                problem(
                        element,
                        "It is bound to a form of its own deployment, which is not included.",
                        "Deploy the form with it, or choose the binding latest.");
            }
            if (form != null && !forms.contains(form) && !isDeployed(form)) {
                problem(element, "There is no form " + form + ".", "Deploy the form with the process.");
            }
        }

        private boolean isDeployed(String form) {
            return engine.getObject()
                    .getCommandExecutorTxRequired()
                    .execute(context ->
                            context.getCamundaFormDefinitionManager().findLatestDefinitionByKey(form) != null);
        }

        private void checkGroups(UserTask task) {
            Set<String> groups = engine.getObject()
                    .getCommandExecutorTxRequired()
                    .execute(context -> context.runWithoutAuthorization(
                            () -> engine.getObject().getIdentityService().createGroupQuery().unlimitedList().stream()
                                    .map(Group::getId)
                                    .collect(Collectors.toCollection(TreeSet::new))));
            task.getCamundaCandidateGroupsList().stream()
                    .filter(group -> !groups.isEmpty() && !group.contains("{") && !groups.contains(group))
                    .forEach(group -> problem(
                            task.getId(),
                            "There is no group " + group + ".",
                            "Choose one of " + String.join(", ", groups) + "."));
        }

        private void message(MessageEventDefinition definition) {
            if (definition.getMessage() == null
                    || !messages.contains(definition.getMessage().getName())) {
                problem(
                        ((BaseElement) definition.getParentElement()).getId(),
                        definition.getMessage() == null
                                ? "It has no message."
                                : "Nothing sends the message "
                                        + definition.getMessage().getName() + ".",
                        "Wait for one of " + String.join(", ", new TreeSet<>(messages)) + ".");
            }
        }

        private void table(byte[] content) {
            int before = problems.size();
            readTable(content);
            if (problems.size() == before) {
                try {
                    tables.tryOut(new String(content, StandardCharsets.UTF_8));
                } catch (ApiException failing) {
                    problem(name(), failing.getMessage(), "Change the cell, or the type of its column.");
                }
            }
        }

        private void readTable(byte[] content) {
            Set<String> ids = decisions(content);
            if (ids.isEmpty()) {
                problem(
                        null,
                        "Not a valid DMN file, or it has no decision.",
                        "Open it in Camunda Modeler and save it again.");
            } else if (!ids.contains(name())) {
                problem(
                        String.join(", ", ids),
                        "No decision in it is named like its file.",
                        "Set the decision's id to " + name() + ".");
            } else if (ids.size() == 1) {
                String id = ids.iterator().next();
                try {
                    TableDraft draft = tables.read(id, new String(content, StandardCharsets.UTF_8));
                    Set<String> unknown = new TreeSet<>(draft.facts());
                    vocabularies.forEach(vocabulary -> unknown.removeAll(vocabulary.inputs()));
                    unknown.forEach(word -> problem(
                            id,
                            "It uses \"" + word + "\", which is not a known fact.",
                            "Use a fact of the vocabulary."));
                } catch (ApiException wrong) {
                    problem(id, wrong.getMessage(), "Change the table.");
                }
            }
        }

        private Set<String> decisions(byte[] content) {
            try {
                return Dmn.readModelFromStream(new ByteArrayInputStream(content))
                        .getModelElementsByType(Decision.class)
                        .stream()
                        .map(Decision::getId)
                        .collect(Collectors.toSet());
            } catch (ModelException unreadable) {
                return Set.of();
            }
        }

        private void checkForm(byte[] content) {
            Optional<JsonNode> form = form(content);
            if (form.isEmpty() || !form.get().path("components").isArray()) {
                problem(null, "Not a valid form.", "Open it in Camunda Modeler and save it again.");
            } else if (!form.get().path("id").asText().equals(name())) {
                problem(null, "The form is not named like its file.", "Set its id to " + name() + ".");
            }
        }

        private Optional<JsonNode> form(byte[] content) {
            try {
                return Optional.of(json.readTree(content));
            } catch (IOException unreadable) {
                return Optional.empty();
            }
        }

        private static String elementAround(ModelElementInstance listener) {
            return listener.getParentElement().getParentElement() instanceof BaseElement element
                    ? element.getId()
                    : null;
        }

        private static String root(Throwable failure) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root.getMessage();
        }
    }
}
