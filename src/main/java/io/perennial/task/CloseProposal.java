package io.perennial.task;

import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.task.step.ModelerTemplate;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Closes a change of strategy that was not decided in time. */
@Component
@ModelerTemplate(value = "Close a strategy proposal", labelZh = "关闭策略变更申请")
class CloseProposal implements JavaDelegate {

    private final StrategyChanges changes;

    CloseProposal(StrategyChanges changes) {
        this.changes = changes;
    }

    @Override
    public void execute(DelegateExecution execution) {
        changes.expire(execution.getProcessInstanceId());
    }
}
