package io.perennial.callback;

import java.time.Instant;

/**
 * A call to make.
 *
 * @param priority larger is more urgent, as the engine's tasks have it
 */
public record Callback(long seq, String customerId, Kind kind, Instant createdAt, Instant dueAt, int priority) {}
