package io.perennial.task;

import io.perennial.decision.strategy.ChangedCell;
import io.perennial.decision.strategy.StrategyChange;
import io.perennial.decision.strategy.StrategyChanges;
import io.perennial.platform.api.Markdown;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * Checks and records a proposed change of strategy when its process begins: {@code decision}, {@code dmn} and {@code reason},
 * or the files that were sent. The models themselves, too long for a variable, are kept with the record; what changes is shown
 * to whoever decides.
 */
@Component
@ModelerTemplate(
        value = "Record a strategy proposal",
        labelZh = "记录策略变更申请",
        sets = {"changedRows", "decision", "proposedBy", "reason"})
class RecordProposal implements ExecutionListener {

    /** What a text variable of the engine holds, with room for the last line. */
    private static final int MOST_SHOWN = 3_500;

    private final StrategyChanges changes;
    private final Identities identities;

    RecordProposal(StrategyChanges changes, Identities identities) {
        this.changes = changes;
        this.identities = identities;
    }

    @Override
    public void notify(DelegateExecution execution) {
        StrategyChange change = changes.record(
                execution.getProcessInstanceId(),
                identities.current().orElse(null),
                text(execution, JourneyVariables.DECISION),
                text(execution, JourneyVariables.DMN),
                text(execution, JourneyVariables.REASON));
        execution.removeVariable(JourneyVariables.DMN);
        execution.setVariable(JourneyVariables.REASON, change.reason());
        execution.setVariable(JourneyVariables.PROPOSED_BY, change.proposedBy());
        execution.setVariable(JourneyVariables.DECISION, change.decision());
        execution.setVariable(JourneyVariables.CHANGED_ROWS, sideBySide(change));
        execution.setVariable(JourneyVariables.WHY_NOW, change.decision() + ": " + change.reason());
    }

    private static String text(DelegateExecution execution, String variable) {
        return execution.getVariable(variable) instanceof String text ? text : null;
    }

    private static String sideBySide(StrategyChange change) {
        List<ChangedCell> changes = change.changes();
        StringBuilder table =
                new StringBuilder((change.files() == null ? "| Row 行 | Column 列 |" : "| File 文件 | Element 元素 |")
                        + " Today 现行 | Proposed 提议 |\n| --- | --- | --- | --- |\n");
        int shown = 0;
        for (ChangedCell changed : changes) {
            String line = "| %s | %s | %s | %s |\n"
                    .formatted(
                            cell(changed.rule()),
                            cell(changed.column()),
                            cell(changed.before()),
                            cell(changed.after()));
            if (table.length() + line.length() > MOST_SHOWN) {
                int more = changes.size() - shown;
                return table
                        + "\n… %d more 其余 %d 处: GET /api/v1/strategy-changes/%s"
                                .formatted(more, more, change.changeId());
            }
            table.append(line);
            shown++;
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text == null ? "–" : Markdown.text(text);
    }
}
