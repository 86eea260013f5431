package io.perennial.task;

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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What every model gets without asking: business rule tasks know the customer's facts, user tasks leave a trace. */
@Component
class HouseRules extends AbstractBpmnParseListener {

    // Asked for late: they need the engine, which is built with this listener.
    private final ObjectProvider<DecideByTable> decisions;
    private final ObjectProvider<TaskMoves> moves;

    HouseRules(ObjectProvider<DecideByTable> decisions, ObjectProvider<TaskMoves> moves) {
        this.decisions = decisions;
        this.moves = moves;
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

    @Override
    public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
        if (activity.getActivityBehavior() instanceof UserTaskActivityBehavior behavior) {
            TaskDefinition task = behavior.getTaskDefinition();
            TaskListener trace = moved -> moves.getObject().record(moved);
            task.addTaskListener(TaskListener.EVENTNAME_CREATE, trace);
            task.addTaskListener(TaskListener.EVENTNAME_COMPLETE, trace);
            task.addTaskListener(TaskListener.EVENTNAME_DELETE, trace);
        }
    }
}
