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

/** What the house refuses inside the engine reaches the caller as it was said, not wrapped as a fault of the engine. */
public class RefusedExceptionUnwrapper extends CommandInterceptor {

    private static final String POLICY = "Password does not match policy";
    private static final String WEAK =
            "The password is weak: ten characters at least, small and capital letters, a digit and a"
                    + " sign, and nothing of the user's name or mail. 密码太弱。";

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
                throw undrawn(failure);
            }
            throw failure;
        }
    }

    /** An error or escalation reported at a task leads nowhere unless the model draws where. */
    private static RuntimeException undrawn(RuntimeException failure) {
        boolean known = failure instanceof AuthorizationException || failure instanceof NotFoundException;
        return known
                ? failure
                : ApiException.invalid(
                        "The process knows no way to go on from there: complete the task instead. 流程没有这样的出口，请完成任务。");
    }
}
