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
 * Finds messages that may promise something that was not given: those sent after an effect that may be withheld, without a
 * branch on its outcome or on all paths of that branch. Messages with the purpose RISK promise nothing; after another decision
 * its result counts.
 */
public final class OutcomeCheck {

    private static final String SEND_MESSAGE = "sendMessage";
    private static final Pattern BEAN = Pattern.compile("[$#]\\{(\\w+)}");

    /**
     * A message sent regardless of the outcome of an effect.
     *
     * @param message id of the step that sends it
     * @param effect id of the step whose effect may be withheld
     * @param outcome variable with the outcome
     */
    public record UncheckedMessage(String message, String effect, String outcome) {}

    private final Map<String, DelegateDescriptor> delegates;
    private final Collection<BoundaryEvent> boundaries;
    private final ServiceTask effect;
    private final String outcome;
    private final Deque<FlowNode> branches = new ArrayDeque<>();
    private final Set<FlowNode> branchesSeen = new HashSet<>();

    private OutcomeCheck(
            Map<String, DelegateDescriptor> delegates,
            Collection<BoundaryEvent> boundaries,
            ServiceTask effect,
            String outcome) {
        this.delegates = delegates;
        this.boundaries = boundaries;
        this.effect = effect;
        this.outcome = outcome;
    }

    /** @param delegates by bean name */
    public static List<UncheckedMessage> of(BpmnModelInstance model, Map<String, DelegateDescriptor> delegates) {
        Collection<BoundaryEvent> boundaries = model.getModelElementsByType(BoundaryEvent.class);
        return model.getModelElementsByType(ServiceTask.class).stream()
                .filter(task -> outcomeOf(task, delegates) != null && !isMessage(task))
                .flatMap(task -> new OutcomeCheck(delegates, boundaries, task, outcomeOf(task, delegates)).find())
                .toList();
    }

    private Stream<UncheckedMessage> find() {
        Set<String> unchecked = messagesFrom(next(effect));
        while (!branches.isEmpty()) {
            Set<String> onEveryFlow = null;
            for (SequenceFlow flow : branches.poll().getOutgoing()) {
                Set<String> here = messagesFrom(List.of(flow.getTarget()));
                if (onEveryFlow == null) {
                    onEveryFlow = here;
                } else {
                    onEveryFlow.retainAll(here);
                }
            }
            unchecked.addAll(onEveryFlow);
        }
        return unchecked.stream().map(message -> new UncheckedMessage(message, effect.getId(), outcome));
    }

    /** Messages reached without another branch on the outcome; branches on the flow are collected. */
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
                if (outcome.equals(outcomeOf(task, delegates))) {
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

    /** Whether an outgoing flow depends on the outcome. */
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

    private static String outcomeOf(ServiceTask task, Map<String, DelegateDescriptor> delegates) {
        DelegateDescriptor delegate = delegates.get(delegateOf(task));
        return delegate == null ? null : delegate.outcome();
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
