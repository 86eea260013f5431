package io.perennial.task;

import io.perennial.effect.callback.CallbackOutcome;
import io.perennial.effect.callback.CallbackService;
import io.perennial.journey.Journeys;
import io.perennial.platform.api.ApiException;
import io.perennial.task.person.RecordApproval;
import io.perennial.task.step.FormVariables;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Records the outcome of a callback when its task is completed; a completion without a valid outcome is refused. */
@Component
@ModelerTemplate(
        value = "Record the outcome of a callback",
        labelZh = "记录回访结果",
        sets = {"outcome", "note"})
class RecordCallback implements TaskListener, FormVariables {

    private final Journeys journeys;
    private final CallbackService callbacks;
    private final IdentityService identity;

    RecordCallback(Journeys journeys, CallbackService callbacks, IdentityService identity) {
        this.journeys = journeys;
        this.callbacks = callbacks;
        this.identity = identity;
    }

    @Override
    public void notify(DelegateTask task) {
        CallbackOutcome outcome = outcome(task.getVariable(JourneyVariables.OUTCOME));
        RecordApproval.checkNote(task);
        Object note = task.getVariable(JourneyVariables.NOTE);
        journeys.lock(task.getExecution().getProcessBusinessKey());
        callbacks.record(
                "task:" + task.getId(),
                ((Number) task.getVariable(JourneyVariables.CALLBACK_ID)).longValue(),
                outcome,
                note == null ? null : note.toString(),
                identity.getCurrentAuthentication() == null
                        ? null
                        : identity.getCurrentAuthentication().getUserId());
    }

    @Override
    public Set<String> variables() {
        return Set.of(JourneyVariables.OUTCOME, JourneyVariables.NOTE);
    }

    private static CallbackOutcome outcome(Object value) {
        return Arrays.stream(CallbackOutcome.values())
                .filter(outcome -> outcome.name().equals(value))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("Choose the outcome of the call, one of "
                        + Arrays.stream(CallbackOutcome.values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", "))
                        + ". 请选择回访结果。"));
    }
}
