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
 * Records what a person granted or refused when the task is completed, whichever way. Who started the journey may not decide
 * it, and a completion without a decision is refused.
 */
public abstract class RecordApproval implements TaskListener, FourEyesTask {

    static final int LONGEST_NOTE = 1000;

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

    /** When a refusal is forgotten; null for never. */
    protected abstract Instant refusedUntil();

    public static boolean decided(DelegateTask task, String decision) {
        if (task.getVariable(decision) instanceof Boolean decided) {
            return decided;
        }
        throw ApiException.invalid(
                "Choose to approve or to refuse (" + decision + " must be true or false). 请选择通过或拒绝。");
    }

    /** What is noted must fit into the books. */
    public static void checkNote(DelegateTask task) {
        if (task.getVariable(JourneyVariables.NOTE) instanceof String note && note.length() > LONGEST_NOTE) {
            throw longNote();
        }
    }

    private static ApiException longNote() {
        return ApiException.invalid(
                "The note must not be longer than " + LONGEST_NOTE + " characters. 备注不得超过 " + LONGEST_NOTE + " 个字。");
    }

    public static ApiException fourEyes() {
        return new ApiException(
                HttpStatus.FORBIDDEN,
                "FOUR_EYES",
                "Who asked for it may not decide it; a colleague must look at it. 提出人不得审批，请由同事处理。");
    }
}
