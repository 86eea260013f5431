package io.perennial.task;

import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.task.person.RecordApproval;
import io.perennial.task.step.FourEyesTask;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Records the decision on a change of strategy when its task is completed by any API; the proposer may not take it. */
@Component
@ModelerTemplate(
        value = "Record the decision on a strategy",
        labelZh = "记录策略审批",
        sets = {"strategyApproved", "note"})
class RecordStrategyVerdict implements TaskListener, FourEyesTask {

    private final StrategyChanges changes;
    private final Identities identities;

    RecordStrategyVerdict(StrategyChanges changes, Identities identities) {
        this.changes = changes;
        this.identities = identities;
    }

    @Override
    public void notify(DelegateTask task) {
        boolean approved = RecordApproval.decided(task, JourneyVariables.STRATEGY_APPROVED);
        RecordApproval.checkNote(task);
        Object note = task.getVariable(JourneyVariables.NOTE);
        changes.decide(
                task.getProcessInstanceId(),
                identities.current().orElse(null),
                approved,
                note == null ? null : note.toString());
    }

    @Override
    public Set<String> variables() {
        return Set.of(JourneyVariables.STRATEGY_APPROVED, JourneyVariables.NOTE);
    }

    @Override
    public Optional<String> requestedBy(String processInstanceId) {
        return changes.proposedBy(processInstanceId);
    }
}
