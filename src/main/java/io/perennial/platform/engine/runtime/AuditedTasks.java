package io.perennial.platform.engine.runtime;

import io.perennial.platform.audit.Audit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Records completed tasks in the audit trail: approvals, outcomes and amounts, but no free text. */
@Component
class AuditedTasks extends AbstractBpmnParseListener {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

    private final ObjectProvider<Audit> audit;

    AuditedTasks(ObjectProvider<Audit> audit) {
        this.audit = audit;
    }

    @Override
    public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        ((UserTaskActivityBehavior) activity.getActivityBehavior())
                .getTaskDefinition()
                .addTaskListener(TaskListener.EVENTNAME_COMPLETE, (TaskListener) this::recordCompletion);
    }

    private void recordCompletion(DelegateTask task) {
        Map<String, Object> detail = new TreeMap<>();
        task.getVariables().forEach((name, value) -> {
            if (value instanceof Boolean
                    || value instanceof Number
                    || value instanceof String text && CODE.matcher(text).matches()) {
                detail.put(name, value);
            }
        });
        detail.put("task", task.getTaskDefinitionKey());
        detail.put("process", task.getProcessDefinitionId());
        String customer = task.getExecution().getProcessBusinessKey();
        audit.getObject()
                .record(
                        Context.getCommandContext().getAuthenticatedUserId(),
                        "TASK_COMPLETED",
                        customer == null ? task.getProcessInstanceId() : customer,
                        detail);
    }
}
