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

/** Records the decision of an application's review; a refusal applies to that application only. */
@Component
@ModelerTemplate(
        value = "Record the decision on an application",
        labelZh = "记录分期申请审核",
        sets = {"applicationApproved", "note"})
class RecordApplicationVerdict extends RecordApproval {

    RecordApplicationVerdict(Journeys journeys, Approvals verdicts, Identities identities) {
        super(ApprovalSubject.INSTALLMENT, JourneyVariables.APPLICATION_APPROVED, journeys, verdicts, identities);
    }

    @Override
    protected Instant refusedUntil() {
        return null;
    }
}
