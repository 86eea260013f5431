package io.perennial.task;

import io.perennial.journey.ApprovalSubject;
import io.perennial.journey.Approvals;
import io.perennial.journey.Journeys;
import io.perennial.platform.engine.identity.Identities;
import io.perennial.task.person.RecordApproval;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Records the decision on a limit raise; a refusal blocks further raises for a configured time. */
@Component
@ModelerTemplate(
        value = "Record the decision on a limit raise",
        labelZh = "记录提额审批",
        sets = {"limitApproved", "note"})
class RecordLimitVerdict extends RecordApproval {

    private final LimitRaises raises;

    RecordLimitVerdict(Journeys journeys, Approvals verdicts, Identities identities, LimitRaises raises) {
        super(ApprovalSubject.LIMIT_RAISE, JourneyVariables.LIMIT_APPROVED, journeys, verdicts, identities);
        this.raises = raises;
    }

    @Override
    protected Instant refusedUntil() {
        return raises.refusedUntil();
    }
}
