package io.perennial.task;

import io.perennial.task.person.TaskHistory;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** Gives the open user task {@code task} of this process instance the highest priority and adds {@code group} as candidates. */
@Component
@ModelerTemplate(
        value = "Escalate a task",
        labelZh = "升级任务",
        in = {
            @In(value = "task", label = "Id of the user task", labelZh = "用户任务 ID"),
            @In(
                    value = "group",
                    label = "Group that sees it too",
                    labelZh = "同时可见的用户组",
                    choices = {"operations", "risk", "customer-service"},
                    defaultValue = "operations")
        })
class EscalateTask implements JavaDelegate {

    private static final int MAX_PRIORITY = 100;

    private final TaskService tasks;
    private final TaskHistory history;

    EscalateTask(TaskService tasks, TaskHistory history) {
        this.tasks = tasks;
        this.history = history;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Step step = new Step(execution);
        String group = step.text("group");
        for (Task task : tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .taskDefinitionKey(step.text("task"))
                .list()) {
            tasks.setPriority(task.getId(), MAX_PRIORITY);
            tasks.addCandidateGroup(task.getId(), group);
            history.escalated(step.customerId(), task);
        }
    }
}
