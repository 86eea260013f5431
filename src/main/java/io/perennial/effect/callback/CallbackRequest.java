package io.perennial.effect.callback;

import java.time.Duration;

/**
 * A request for a callback.
 *
 * @param processInstanceId the process instance that waits for the call; null for none. When it ends, the request is void
 * @param dueWithin time from the admission to the due date
 * @param priority larger is more valuable
 */
public record CallbackRequest(
        String key,
        String customerId,
        String processInstanceId,
        CallbackKind kind,
        Duration dueWithin,
        int priority,
        String cause) {}
