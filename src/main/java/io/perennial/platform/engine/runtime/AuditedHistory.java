package io.perennial.platform.engine.runtime;

import io.perennial.platform.audit.Audit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ActivityTypes;
import org.camunda.bpm.engine.EntityTypes;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.impl.history.event.HistoricActivityInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.UserOperationLogEntryEventEntity;
import org.camunda.bpm.engine.impl.history.handler.DbHistoryEventHandler;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Copies user operations of the engine's REST and web applications to the audit trail: the engine's own log is cleaned up and
 * can be deleted. Daily work on tasks and requests of machines are left out.
 */
class AuditedHistory extends DbHistoryEventHandler {

    private static final Set<String> DAILY = Set.of(
            EntityTypes.TASK,
            EntityTypes.IDENTITY_LINK,
            EntityTypes.ATTACHMENT,
            EntityTypes.COMMENT,
            EntityTypes.EXTERNAL_TASK);

    private static final Set<String> GATEWAYS =
            Set.of(ActivityTypes.GATEWAY_EXCLUSIVE, ActivityTypes.GATEWAY_PARALLEL, ActivityTypes.GATEWAY_INCLUSIVE);

    /** Entity and operation; deployments and completed tasks have more detailed entries. */
    private static final Set<String> LEFT_OUT = Set.of(
            EntityTypes.PROCESS_INSTANCE + UserOperationLogEntry.OPERATION_TYPE_CREATE,
            EntityTypes.PROCESS_INSTANCE + UserOperationLogEntry.OPERATION_TYPE_CORRELATE_MESSAGE,
            EntityTypes.DECISION_DEFINITION + UserOperationLogEntry.OPERATION_TYPE_EVALUATE,
            EntityTypes.DEPLOYMENT + UserOperationLogEntry.OPERATION_TYPE_CREATE);

    private final ObjectProvider<Audit> audit;

    AuditedHistory(ObjectProvider<Audit> audit) {
        this.audit = audit;
    }

    @Override
    public void handleEvent(HistoryEvent event) {
        store(event);
        recordOperation(List.of(event));
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
        events.forEach(this::store);
        recordOperation(events);
    }

    /** Stores the activity, except for gateways: the steps around them show the path. */
    private void store(HistoryEvent event) {
        if (!(event instanceof HistoricActivityInstanceEventEntity activity)
                || !GATEWAYS.contains(activity.getActivityType())) {
            super.handleEvent(event);
        }
    }

    /** Records one operation, which has one event per property. */
    private void recordOperation(List<HistoryEvent> events) {
        UserOperationLogEntryEventEntity first = null;
        Map<String, String> detail = new LinkedHashMap<>();
        for (HistoryEvent event : events) {
            if (event instanceof UserOperationLogEntryEventEntity operation && operation.getUserId() != null) {
                if (first == null) {
                    first = operation;
                }
                if (operation.getProperty() != null) {
                    detail.put(operation.getProperty(), change(operation));
                }
            }
        }
        if (first != null
                && !DAILY.contains(first.getEntityType())
                && !LEFT_OUT.contains(first.getEntityType() + first.getOperationType())) {
            audit.getObject().record(first.getUserId(), action(first), subject(first, detail), detail);
        }
    }

    private static String change(UserOperationLogEntryEventEntity operation) {
        return operation.getOrgValue() == null
                ? String.valueOf(operation.getNewValue())
                : operation.getOrgValue() + " -> " + operation.getNewValue();
    }

    private static String action(UserOperationLogEntryEventEntity operation) {
        return (operation.getEntityType() + "_" + operation.getOperationType())
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .replace(' ', '_')
                .toUpperCase(Locale.ROOT);
    }

    private static String subject(UserOperationLogEntryEventEntity operation, Map<String, String> detail) {
        for (String name : List.of("userId", "groupId", "filterId", "id", "name")) {
            if (detail.get(name) != null) {
                return detail.get(name);
            }
        }
        for (String id : new String[] {
            operation.getProcessInstanceId(),
            operation.getProcessDefinitionKey(),
            operation.getDeploymentId(),
            operation.getBatchId(),
            operation.getJobId()
        }) {
            if (id != null) {
                return id;
            }
        }
        return "-";
    }
}
