package io.perennial.task;

import io.perennial.journey.ApprovalDecision;
import io.perennial.journey.ApprovalSubject;
import io.perennial.journey.Approvals;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/** Records a refusal of {@code matter} REGISTRATION or LIMIT_RAISE that was not decided in time. */
@Component
@ModelerTemplate(
        value = "Record a refusal",
        labelZh = "记录拒绝",
        in = {
            @In(
                    value = "matter",
                    label = "Matter",
                    labelZh = "事项",
                    choices = {"REGISTRATION", "LIMIT_RAISE"})
        })
class RecordRefusal extends CustomerStep {

    private final Approvals verdicts;
    private final LimitRaises raises;

    RecordRefusal(Journeys journeys, Approvals verdicts, LimitRaises raises) {
        super(journeys);
        this.verdicts = verdicts;
        this.raises = raises;
    }

    @Override
    protected void act(Step step) {
        ApprovalSubject matter = ApprovalSubject.valueOf(step.text("matter"));
        verdicts.record(new ApprovalDecision(
                step.key(),
                step.customerId(),
                matter,
                false,
                step.processInstanceId(),
                matter == ApprovalSubject.LIMIT_RAISE ? raises.refusedUntil() : null,
                step.cause(),
                null));
    }
}
