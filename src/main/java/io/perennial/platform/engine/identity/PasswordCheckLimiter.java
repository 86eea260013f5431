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
 * Limits concurrent password checks, which are slow on purpose: many wrong passwords at once use at most half of the
 * processors, and no database connections.
 */
@Component
class PasswordCheckLimiter {

    private final Semaphore permits;
    private final Duration maxWait;

    @Autowired
    PasswordCheckLimiter() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), Duration.ofSeconds(10));
    }

    PasswordCheckLimiter(int atOnce, Duration maxWait) {
        this.permits = new Semaphore(atOnce, true);
        this.maxWait = maxWait;
    }

    /** Runs the work when a permit is free; answers 503 BUSY when none becomes free within seconds. */
    <T> T run(Supplier<T> work) {
        try {
            if (!permits.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private static ApiException busy() {
        return new ApiException(
                HttpStatus.SERVICE_UNAVAILABLE, "BUSY", "Too many logins at once. Try again in a few seconds.");
    }

    /** Interceptor in front of the engine's own login, outside of its transaction. */
    CommandInterceptor interceptor() {
        return new CommandInterceptor() {
            @Override
            public <T> T execute(Command<T> command) {
                return command instanceof CheckPassword ? run(() -> next.execute(command)) : next.execute(command);
            }
        };
    }
}
