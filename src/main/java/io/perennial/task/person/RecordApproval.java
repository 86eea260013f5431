package io.perennial.task.person;

import io.perennial.journey.ApprovalDecision;
import io.perennial.journey.ApprovalSubject;
import io.perennial.journey.Approvals;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.task.step.FourEyesTask;
import io.perennial.task.step.JourneyVariables;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.http.HttpStatus;

/**
 * Records an approval or refusal when the task is completed by any API. The user who started the journey may not decide, and a
 * completion without a decision is refused.
 */
public abstract class RecordApproval implements TaskListener, FourEyesTask {

    static final int MAX_NOTE = 1000;

    private final ApprovalSubject matter;
    private final String decision;
    private final Journeys journeys;
    private final Approvals verdicts;
    private final Identities identities;

    public RecordApproval(
            ApprovalSubject matter, String decision, Journeys journeys, Approvals verdicts, Identities identities) {
        this.matter = matter;
        this.decision = decision;
        this.journeys = journeys;
        this.verdicts = verdicts;
        this.identities = identities;
    }

    @Override
    public final void notify(DelegateTask task) {
        String customerId = task.getExecution().getProcessBusinessKey();
        journeys.lock(customerId);
        Optional<String> user = identities.current();
        if (user.isPresent() && user.equals(requestedBy(task.getProcessInstanceId()))) {
            throw fourEyes();
        }
        boolean granted = decided(task, decision);
        checkNote(task);
        verdicts.record(new ApprovalDecision(
                "task:" + task.getId(),
                customerId,
                matter,
                granted,
                task.getExecution().getProcessInstanceId(),
                granted ? null : refusedUntil(),
                "task:" + task.getName(),
                user.orElse(null)));
    }

    @Override
    public final Set<String> variables() {
        return Set.of(decision, JourneyVariables.NOTE);
    }

    @Override
    public final Optional<String> requestedBy(String processInstanceId) {
        return journeys.startedBy(processInstanceId);
    }

    /** The end of a refusal; null if it is permanent. */
    protected abstract Instant refusedUntil();

    public static boolean decided(DelegateTask task, String decision) {
        if (task.getVariable(decision) instanceof Boolean decided) {
            return decided;
        }
        throw ApiException.invalid(
                "Choose to approve or to refuse (" + decision + " must be true or false). 请选择通过或拒绝。");
    }

    /** Rejects a note that is too long for the ledger. */
    public static void checkNote(DelegateTask task) {
        if (task.getVariable(JourneyVariables.NOTE) instanceof String note && note.length() > MAX_NOTE) {
            throw ApiException.invalid(
                    "The note must not be longer than " + MAX_NOTE + " characters. 备注不得超过 " + MAX_NOTE + " 个字。");
        }
    }

    public static ApiException fourEyes() {
        return new ApiException(
                HttpStatus.FORBIDDEN,
                "FOUR_EYES",
                "The requester may not decide; a colleague must take the decision. 提出人不得审批，请由同事处理。");
    }
}
