package io.perennial.task;

import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Deploys an approved change of strategy; {@code strategyInForce} is false if another change was deployed first. */
@Component
@ModelerTemplate(
        value = "Deploy a strategy",
        labelZh = "发布策略",
        sets = {"strategyInForce"})
class DeployStrategy implements JavaDelegate {

    private final StrategyChanges changes;

    DeployStrategy(StrategyChanges changes) {
        this.changes = changes;
    }

    @Override
    public void execute(DelegateExecution execution) {
        execution.setVariable(JourneyVariables.STRATEGY_DEPLOYED, changes.deploy(execution.getProcessInstanceId()));
    }
}
