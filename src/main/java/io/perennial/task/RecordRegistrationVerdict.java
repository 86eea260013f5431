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

/** Records the decision on a registration; a refusal is permanent. */
@Component
@ModelerTemplate(
        value = "Record the decision on a registration",
        labelZh = "记录注册审核",
        sets = {"registrationAccepted", "note"})
class RecordRegistrationVerdict extends RecordApproval {

    RecordRegistrationVerdict(Journeys journeys, Approvals verdicts, Identities identities) {
        super(ApprovalSubject.REGISTRATION, JourneyVariables.REGISTRATION_ACCEPTED, journeys, verdicts, identities);
    }

    @Override
    protected Instant refusedUntil() {
        return null;
    }
}
