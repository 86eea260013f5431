package io.perennial.platform.engine.runtime;

import io.perennial.platform.api.ApiException;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.cmd.HandleTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskEscalationCmd;
import org.camunda.bpm.engine.impl.cmd.SaveUserCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.http.HttpStatus;

/** Unwraps an ApiException thrown inside the engine, so that the caller gets it instead of an engine error. */
public class RefusedExceptionUnwrapper extends CommandInterceptor {

    private static final String POLICY = "Password does not match policy";
    private static final String WEAK =
            "The password is weak: at least ten characters, lower and upper case letters, a digit and a"
                    + " special character, and no part of the user's name or e-mail. 密码太弱。";

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ApiException refused) {
                    throw refused;
                }
            }
            if (command instanceof SaveUserCmd
                    && String.valueOf(failure.getMessage()).contains(POLICY)) {
                throw new ApiException(HttpStatus.BAD_REQUEST, "WEAK_PASSWORD", WEAK);
            }
            if (command instanceof HandleTaskBpmnErrorCmd || command instanceof HandleTaskEscalationCmd) {
                throw unhandled(failure);
            }
            throw failure;
        }
    }

    /** Replaces the engine's message for an error or escalation that the model does not handle. */
    private static RuntimeException unhandled(RuntimeException failure) {
        boolean known = failure instanceof AuthorizationException || failure instanceof NotFoundException;
        return known
                ? failure
                : ApiException.invalid("The process has no path for this: complete the task instead. 流程没有这样的出口，请完成任务。");
    }
}
