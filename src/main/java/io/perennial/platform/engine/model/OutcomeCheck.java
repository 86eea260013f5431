package io.perennial.platform.engine.model;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * Finds messages that may promise what was not given: those that are sent after an effect that may be withheld without a branch on its
 * outcome, or on every way out of that branch alike. Messages about a risk promise nothing; and once a table has decided again,
 * what follows is about its answer.
 */
public final class OutcomeCheck {

    private static final String SEND_MESSAGE = "sendMessage";
    private static final Pattern BEAN = Pattern.compile("[$#]\\{(\\w+)}");

    /**
     * A message that is sent whatever the outcome of an effect.
     *
     * @param message the id of the step that sends it
     * @param effect the id of the step whose effect may be withheld
     * @param outcome the variable that says whether it was
     */
    public record UncheckedMessage(String message, String effect, String outcome) {}

    private final Map<String, DelegateDescriptor> tools;
    private final Collection<BoundaryEvent> boundaries;
    private final ServiceTask effect;
    private final String outcome;
    private final Deque<FlowNode> branches = new ArrayDeque<>();
    private final Set<FlowNode> branchesSeen = new HashSet<>();

    private OutcomeCheck(
            Map<String, DelegateDescriptor> tools,
            Collection<BoundaryEvent> boundaries,
            ServiceTask effect,
            String outcome) {
        this.tools = tools;
        this.boundaries = boundaries;
        this.effect = effect;
        this.outcome = outcome;
    }

    /** @param tools by the name of their delegate */
    public static List<UncheckedMessage> of(BpmnModelInstance model, Map<String, DelegateDescriptor> tools) {
        Collection<BoundaryEvent> boundaries = model.getModelElementsByType(BoundaryEvent.class);
        return model.getModelElementsByType(ServiceTask.class).stream()
                .filter(task -> outcomeOf(task, tools) != null && !isMessage(task))
                .flatMap(task -> new OutcomeCheck(tools, boundaries, task, outcomeOf(task, tools)).find())
                .toList();
    }

    private Stream<UncheckedMessage> find() {
        Set<String> unchecked = messagesFrom(next(effect));
        while (!branches.isEmpty()) {
            Set<String> onEveryWay = null;
            for (SequenceFlow way : branches.poll().getOutgoing()) {
                Set<String> here = messagesFrom(List.of(way.getTarget()));
                if (onEveryWay == null) {
                    onEveryWay = here;
                } else {
                    onEveryWay.retainAll(here);
                }
            }
            unchecked.addAll(onEveryWay);
        }
        return unchecked.stream().map(message -> new UncheckedMessage(message, effect.getId(), outcome));
    }

    /** The messages that are reached without another branch on the outcome; the branches met on the way are noted. */
    private Set<String> messagesFrom(Collection<FlowNode> starts) {
        Set<String> messages = new TreeSet<>();
        Deque<FlowNode> open = new ArrayDeque<>(starts);
        Set<FlowNode> seen = new HashSet<>();
        while (!open.isEmpty()) {
            FlowNode node = open.poll();
            if (!seen.add(node) || node instanceof BusinessRuleTask) {
                continue;
            }
            if (branches(node)) {
                if (branchesSeen.add(node)) {
                    branches.add(node);
                }
                continue;
            }
            if (node instanceof ServiceTask task) {
                if (outcome.equals(outcomeOf(task, tools))) {
                    continue;
                }
                if (isMessage(task) && !isAboutRisk(task)) {
                    messages.add(task.getId());
                }
            }
            open.addAll(next(node));
        }
        return messages;
    }

    /** Whether one of the ways out depends on the outcome. */
    private boolean branches(FlowNode node) {
        Pattern word = Pattern.compile("\\b" + Pattern.quote(outcome) + "\\b");
        return node.getOutgoing().stream()
                .map(SequenceFlow::getConditionExpression)
                .filter(Objects::nonNull)
                .anyMatch(condition -> word.matcher(condition.getTextContent()).find());
    }

    private Set<FlowNode> next(FlowNode node) {
        Set<FlowNode> next = new LinkedHashSet<>();
        if (node instanceof SubProcess inner) {
            next.addAll(inner.getChildElementsByType(StartEvent.class));
        } else {
            node.getOutgoing().forEach(flow -> next.add(flow.getTarget()));
        }
        if (node instanceof EndEvent && node.getParentElement() instanceof SubProcess inner) {
            inner.getOutgoing().forEach(flow -> next.add(flow.getTarget()));
        }
        for (ModelElementInstance around = node; around instanceof FlowNode; around = around.getParentElement()) {
            ModelElementInstance host = around;
            boundaries.stream()
                    .filter(event -> event.getAttachedTo().equals(host))
                    .forEach(next::add);
        }
        return next;
    }

    private static String outcomeOf(ServiceTask task, Map<String, DelegateDescriptor> tools) {
        DelegateDescriptor tool = tools.get(delegateOf(task));
        return tool == null ? null : tool.outcome();
    }

    private static boolean isMessage(ServiceTask task) {
        return SEND_MESSAGE.equals(delegateOf(task));
    }

    private static String delegateOf(ServiceTask task) {
        Matcher bean = BEAN.matcher(Objects.toString(task.getCamundaDelegateExpression(), ""));
        return bean.matches() ? bean.group(1) : "";
    }

    private static boolean isAboutRisk(ServiceTask task) {
        return task.getExtensionElements() != null
                && task.getExtensionElements().getElementsQuery().filterByType(CamundaInputOutput.class).list().stream()
                        .flatMap(inputOutput -> inputOutput.getCamundaInputParameters().stream())
                        .anyMatch(OutcomeCheck::isPurposeRisk);
    }

    private static boolean isPurposeRisk(CamundaInputParameter input) {
        return "purpose".equals(input.getCamundaName())
                && "RISK".equals(Objects.toString(input.getTextContent(), "").strip());
    }
}
