package io.perennial.task.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.dao.DataAccessException;

/** Failure of a step; its message is shown to operators in the incident. */
class StepFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StepFailed(String message, RuntimeException cause) {
        super(message, cause);
    }

    static StepFailed at(DelegateExecution execution, RuntimeException cause) {
        return new StepFailed(execution.getCurrentActivityName() + ": " + description(cause), cause);
    }

    /** Omits the message of a database error, which may contain customer data. */
    private static String description(RuntimeException cause) {
        return cause instanceof DataAccessException
                ? "database error (" + cause.getClass().getSimpleName() + ")"
                : cause.getMessage();
    }
}
