package io.perennial.task;

import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Puts an approved change of strategy in force; {@code strategyInForce} is false where another change came first. */
@Component
@ModelerTemplate(
        value = "Put a strategy in force",
        labelZh = "发布策略",
        sets = {"strategyInForce"})
class DeployStrategy implements JavaDelegate {

    private final StrategyChanges changes;

    DeployStrategy(StrategyChanges changes) {
        this.changes = changes;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable(JourneyVariables.STRATEGY_IN_FORCE, changes.deploy(execution.getProcessInstanceId()));
    }
}
