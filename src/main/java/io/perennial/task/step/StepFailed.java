package io.perennial.task.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.dao.DataAccessException;

/** A step that could not be done; its message is what an operator reads of the incident. */
class StepFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StepFailed(String message, RuntimeException cause) {
        super(message, cause);
    }

    static StepFailed at(DelegateExecution execution, RuntimeException cause) {
        return new StepFailed(execution.getCurrentActivityName() + ": " + inWords(cause), cause);
    }

    /** What a database says may quote what it was given. */
    private static String inWords(RuntimeException cause) {
        return cause instanceof DataAccessException
                ? "the database refused it (" + cause.getClass().getSimpleName() + ")"
                : cause.getMessage();
    }
}
