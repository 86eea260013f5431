package io.perennial.platform.engine.identity;

import io.perennial.platform.api.ApiException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cmd.CheckPassword;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Passwords are slow to check, on purpose: whoever sends many wrong ones at once takes half of the processors, never all, and
 * no connection to the database.
 */
@Component
public class PasswordCheckLimiter {

    private final Semaphore turns;
    private final Duration patience;

    @Autowired
    PasswordCheckLimiter() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), Duration.ofSeconds(10));
    }

    PasswordCheckLimiter(int atOnce, Duration patience) {
        this.turns = new Semaphore(atOnce, true);
        this.patience = patience;
    }

    /** Does what takes long when it is its turn; refuses with 503 BUSY when that does not come within seconds. */
    <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static ApiException busy() {
        return new ApiException(
                HttpStatus.SERVICE_UNAVAILABLE, "BUSY", "Too many want to log in at once. Try again in a few seconds.");
    }

    /** Stands before the engine's own log-in, outside its transaction. */
    public CommandInterceptor gate() {
        return new CommandInterceptor() {
            @Override
            public <T> T execute(Command<T> command) {
                return command instanceof CheckPassword ? inTurn(() -> next.execute(command)) : next.execute(command);
            }
        };
    }
}
