package io.perennial.platform.engine.model;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EscalationEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.MultiInstanceLoopCharacteristics;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * Where a process begins transactions. From one wait to the next is one transaction, which begins with the only asynchronous
 * boundary on the way: a step never runs in the transaction of the event or the person that ends a wait. A timer that is waited
 * for is a job already, so it needs no boundary behind it. A step that has to commit or to fail alone gives its reason as the
 * extension property {@code ownTransaction}.
 */
public final class TransactionBoundaries {

    private static final String OWN_TRANSACTION = "ownTransaction";

    private record Visit(FlowNode node, boolean started) {}

    private final Set<FlowNode> waits = new HashSet<>();
    private final Collection<BoundaryEvent> boundaryEvents;
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> superfluous = new TreeSet<>();
    private final Map<String, String> ownTransactions = new TreeMap<>();
    private final Deque<Visit> open = new ArrayDeque<>();
    private final Set<Visit> seen = new HashSet<>();

    private TransactionBoundaries(BpmnModelInstance model) {
        boundaryEvents = model.getModelElementsByType(BoundaryEvent.class);
        model.getModelElementsByType(FlowNode.class).stream()
                .filter(TransactionBoundaries::isWait)
                .forEach(waits::add);
        waits.forEach(wait -> leave(wait, isTimer(wait)));
        while (!open.isEmpty()) {
            pass(open.poll());
        }
    }

    public static TransactionBoundaries of(BpmnModelInstance model) {
        return new TransactionBoundaries(model);
    }

    /** Steps that are reached from a wait without a boundary, by their ids. */
    public Set<String> missing() {
        return missing;
    }

    /** Elements with a boundary where a way from a wait has one already, and no reason for their own transaction. */
    public Set<String> superfluous() {
        return superfluous;
    }

    /** Elements with another boundary on the way from a wait, and their reasons. */
    public Map<String, String> ownTransactions() {
        return ownTransactions;
    }

    private void pass(Visit visit) {
        FlowNode node = visit.node();
        boolean started = visit.started();
        if (isAsynchronousBefore(node)) {
            started = start(node, started);
        }
        if (waits.contains(node) || node instanceof EventBasedGateway) {
            return;
        }
        if (isStep(node) && !started) {
            missing.add(node.getId());
        }
        if (node instanceof SubProcess inner) {
            inner.getChildElementsByType(StartEvent.class).forEach(visitNext(started));
        } else {
            leave(node, started);
        }
    }

    private void leave(FlowNode node, boolean startedInside) {
        boolean started = isAsynchronousAfter(node) ? start(node, startedInside) : startedInside;
        node.getOutgoing().stream().map(SequenceFlow::getTarget).forEach(visitNext(started));
        caught(node).forEach(visitNext(startedInside));
        if (node.getOutgoing().isEmpty() && node.getParentElement() instanceof SubProcess around) {
            leave(around, started);
        }
    }

    private Consumer<FlowNode> visitNext(boolean started) {
        return node -> {
            Visit visit = new Visit(node, started);
            if (seen.add(visit)) {
                open.add(visit);
            }
        };
    }

    private boolean start(FlowNode node, boolean started) {
        if (started) {
            String reason = reason(node);
            if (reason == null) {
                superfluous.add(node.getId());
            } else {
                ownTransactions.put(node.getId(), reason);
            }
        }
        return true;
    }

    /** The boundary events that catch, in the same transaction, what the node throws. */
    private Stream<BoundaryEvent> caught(FlowNode node) {
        Class<? extends EventDefinition> thrown = thrown(node);
        return thrown == null
                ? Stream.empty()
                : boundaryEvents.stream()
                        .filter(event -> !event.getChildElementsByType(thrown).isEmpty())
                        .filter(event -> surrounds(event.getAttachedTo(), node));
    }

    private static Class<? extends EventDefinition> thrown(FlowNode node) {
        if (isStep(node) || has(node, ErrorEventDefinition.class)) {
            return ErrorEventDefinition.class;
        }
        return node instanceof ThrowEvent && has(node, EscalationEventDefinition.class)
                ? EscalationEventDefinition.class
                : null;
    }

    private static boolean surrounds(Activity activity, ModelElementInstance node) {
        return node != null && (node.equals(activity) || surrounds(activity, node.getParentElement()));
    }

    private static boolean isWait(FlowNode node) {
        if (node instanceof StartEvent start && start.getParentElement() instanceof SubProcess around) {
            return around.triggeredByEvent() && isAwaited(start);
        }
        return node instanceof UserTask
                || node instanceof ReceiveTask
                || node instanceof CatchEvent event && isAwaited(event);
    }

    /** Unlike errors and escalations, which are thrown by the process itself. */
    private static boolean isAwaited(CatchEvent event) {
        return !has(event, ErrorEventDefinition.class)
                && !has(event, EscalationEventDefinition.class)
                && !has(event, CompensateEventDefinition.class);
    }

    /** Whether a job of the engine ends the wait. Another caller may start a process that a timer starts. */
    private static boolean isTimer(FlowNode wait) {
        boolean startsProcess = wait instanceof StartEvent && wait.getParentElement() instanceof Process;
        return has(wait, TimerEventDefinition.class) && !startsProcess;
    }

    private static boolean isStep(FlowNode node) {
        return node instanceof BusinessRuleTask
                || node instanceof ServiceTask task && task.getCamundaDelegateExpression() != null;
    }

    private static boolean isAsynchronousBefore(FlowNode node) {
        return node.isCamundaAsyncBefore()
                || loop(node).anyMatch(MultiInstanceLoopCharacteristics::isCamundaAsyncBefore);
    }

    private static boolean isAsynchronousAfter(FlowNode node) {
        return node.isCamundaAsyncAfter() || loop(node).anyMatch(MultiInstanceLoopCharacteristics::isCamundaAsyncAfter);
    }

    private static Stream<MultiInstanceLoopCharacteristics> loop(FlowNode node) {
        return node.getChildElementsByType(MultiInstanceLoopCharacteristics.class).stream();
    }

    private static String reason(FlowNode node) {
        return node.getExtensionElements() == null
                ? null
                : node.getExtensionElements().getChildElementsByType(CamundaProperties.class).stream()
                        .flatMap(properties -> properties.getCamundaProperties().stream())
                        .filter(property -> OWN_TRANSACTION.equals(property.getCamundaName()))
                        .map(CamundaProperty::getCamundaValue)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean has(FlowNode node, Class<? extends EventDefinition> definition) {
        return !node.getChildElementsByType(definition).isEmpty();
    }
}
