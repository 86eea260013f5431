package io.perennial.task.step;

import io.perennial.effect.holdout.WithheldLog;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** Step of a customer's journey: its inputs, and the idempotency key of its effect. */
public final class Step {

    /** Text for an empty list, as in tables. */
    public static final String NONE = "none";

    private final DelegateExecution execution;

    public Step(DelegateExecution execution) {
        this.execution = execution;
    }

    public String customerId() {
        return execution.getProcessBusinessKey();
    }

    public String processInstanceId() {
        return execution.getProcessInstanceId();
    }

    /**
     * The same for every attempt at this step. The input `visit` distinguishes visits of one activity; with `oncePerCustomer` all
     * visits in all journeys of a customer count as one. Older models call these inputs `occasion` and `once`.
     */
    public String key() {
        if (input("oncePerCustomer", "once") != null) {
            return "once:" + customerId() + ":" + process() + ":" + execution.getCurrentActivityId();
        }
        Object visit = input("visit", "occasion");
        String key = execution.getProcessInstanceId() + ":" + execution.getCurrentActivityId();
        return visit == null ? key : key + ":" + visit;
    }

    private Object input(String name, String formerName) {
        Object value = execution.getVariable(name);
        return value == null ? execution.getVariable(formerName) : value;
    }

    /** Cause of the effect: process, activity and process instance. */
    public String cause() {
        return "journey:%s/%s/%s"
                .formatted(process(), execution.getCurrentActivityId(), execution.getProcessInstanceId());
    }

    private String process() {
        String definition = execution.getProcessDefinitionId();
        return definition.substring(0, definition.indexOf(':'));
    }

    public String text(String input) {
        return optional(input) instanceof String text && !text.isBlank() ? text : missing(input);
    }

    public int integer(String input) {
        return optional(input) instanceof Number number ? number.intValue() : Integer.parseInt(text(input));
    }

    public BigDecimal money(String input) {
        Object value = optional(input);
        return new BigDecimal(value == null ? missing(input) : value.toString()).setScale(2, RoundingMode.HALF_UP);
    }

    /** The words of a comma-separated list; "none" is an empty list. */
    public Set<String> words(String input) {
        Object value = optional(input);
        Set<String> words = new LinkedHashSet<>();
        if (value != null) {
            Arrays.stream(value.toString().split(","))
                    .map(String::trim)
                    .filter(word -> !word.isEmpty() && !word.equals(NONE))
                    .forEach(words::add);
        }
        return words;
    }

    public Object optional(String input) {
        return execution.getVariable(input);
    }

    /** Sets {@code withheldReason} for branches of the model: "none" if nothing was withheld. */
    public void setReason(WithheldLog.Reason reason) {
        set(JourneyVariables.WITHHELD_REASON, reason == null ? NONE : reason.name());
    }

    public void set(String variable, Object value) {
        execution.getProcessInstance().setVariable(variable, value);
    }

    private String missing(String input) {
        throw new IllegalArgumentException(
                execution.getCurrentActivityId() + " needs the input \"" + input + "\" as a text or number");
    }
}
