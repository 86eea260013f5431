package io.perennial.task.model;

import io.perennial.journey.Journeys;
import io.perennial.platform.engine.runtime.TaskBriefing;
import io.perennial.task.person.FourEyes;
import io.perennial.task.person.TaskHistory;
import io.perennial.task.step.FormVariables;
import io.perennial.task.step.FourEyesTask;
import io.perennial.task.table.DecideByTable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.TaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Extends every model at parse time: business rule tasks get the customer's facts; user tasks record their history, start with
 * a briefing and without form variables, and enforce four eyes. Built-in listeners cannot be skipped by the API.
 */
@Component
class PerennialParseListener extends AbstractBpmnParseListener {

    private static final Pattern BEAN = Pattern.compile("\\$\\{(\\w+)}");

    // Resolved lazily: they need the engine, which is built with this listener.
    private final ObjectProvider<DecideByTable> decisions;
    private final ObjectProvider<TaskHistory> history;
    private final ObjectProvider<TaskBriefing> briefings;
    private final BeanFactory beans;

    PerennialParseListener(
            ObjectProvider<DecideByTable> decisions,
            ObjectProvider<TaskHistory> history,
            ObjectProvider<TaskBriefing> briefings,
            BeanFactory beans) {
        this.decisions = decisions;
        this.history = history;
        this.briefings = briefings;
        this.beans = beans;
    }

    @Override
    public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        String table = element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "decisionRef");
        if (table != null) {
            activity.setActivityBehavior(new TaskActivityBehavior() {
                @Override
                public void performExecution(ActivityExecution execution) throws Exception {
                    decisions.getObject().decide(table, execution);
                    leave(execution);
                }
            });
        }
    }

    private void addBriefing(DelegateTask task) {
        if (task.getVariable(Journeys.CUSTOMER_ID) instanceof String customerId) {
            briefings.forEach(briefing -> briefing.of(customerId).forEach(task::setVariableLocal));
        }
    }

    @Override
    public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        if (activity.getActivityBehavior() instanceof UserTaskActivityBehavior behavior) {
            TaskDefinition task = behavior.getTaskDefinition();
            TaskListener recorder = changed -> history.getObject().record(changed);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, recorder);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, this::addBriefing);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, recorder);
            task.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, recorder);
            task.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_ASSIGNMENT,
                    changed -> history.getObject().assigned(changed));
            task.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_UPDATE,
                    changed -> history.getObject().updated(changed));
            listenerBeans(element).forEach(bean -> configureForm(bean, task, activity));
        }
    }

    private void configureForm(String bean, TaskDefinition task, ActivityImpl activity) {
        Class<?> type = beans.containsBean(bean) ? beans.getType(bean) : null;
        if (type == null || !FormVariables.class.isAssignableFrom(type)) {
            return;
        }
        task.addBuiltInTaskListener(
                TaskListener.EVENTNAME_CREATE,
                created -> beans.getBean(bean, FormVariables.class)
                        .variables()
                        .forEach(variable -> removeFromAllScopes(variable, created)));
        if (FourEyesTask.class.isAssignableFrom(type)) {
            FourEyes.mark(activity, bean);
        }
    }

    private static void removeFromAllScopes(String variable, DelegateTask task) {
        while (task.hasVariable(variable)) {
            task.removeVariable(variable);
        }
    }

    /** The names of beans that are task listeners in the model. */
    private static List<String> listenerBeans(Element userTask) {
        Element extensions = userTask.element("extensionElements");
        return extensions == null
                ? List.of()
                : extensions.elementsNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "taskListener").stream()
                        .map(listener -> BEAN.matcher(String.valueOf(listener.attribute("delegateExpression"))))
                        .filter(Matcher::matches)
                        .map(bean -> bean.group(1))
                        .toList();
    }
}
