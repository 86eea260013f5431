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

/** Records the decision whether a customer in hardship may have new credit. */
@Component
@ModelerTemplate(
        value = "Record the decision on a freeze",
        labelZh = "记录冻结复核",
        sets = {"creditFrozen", "note"})
class RecordFreezeVerdict extends RecordApproval {

    RecordFreezeVerdict(Journeys journeys, Approvals verdicts, Identities identities) {
        super(ApprovalSubject.FREEZE, JourneyVariables.CREDIT_FROZEN, journeys, verdicts, identities);
    }

    @Override
    protected Instant refusedUntil() {
        return null;
    }
}
