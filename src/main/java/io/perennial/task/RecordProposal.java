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
 * Validates and records a proposed change of strategy when its process starts: {@code decision}, {@code dmn} and
 * {@code reason}, or the files sent. The models, too long for a variable, are stored with the record; the changed cells are
 * shown in the task.
 */
@Component
@ModelerTemplate(
        value = "Record a strategy proposal",
        labelZh = "记录策略变更申请",
        sets = {"changedRows", "decision", "proposedBy", "reason"})
class RecordProposal implements ExecutionListener {

    /** Length that fits into a text variable of the engine, with space for the last line. */
    private static final int MAX_LENGTH = 3_500;

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
            if (table.length() + line.length() > MAX_LENGTH) {
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
