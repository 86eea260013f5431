package io.perennial.effect.callback;

import java.time.Instant;

/**
 * A call to make.
 *
 * @param priority larger is more urgent, as for tasks of the engine
 */
public record Callback(
        long seq, String customerId, CallbackKind kind, Instant createdAt, Instant dueAt, int priority) {}
