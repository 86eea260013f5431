package io.perennial.effect.callback;

import java.time.Duration;

/**
 * The wish to have a customer called.
 *
 * @param journey the process instance that waits for the call; null for none. When it ends, the wish goes with it
 * @param within the call is due so long after its turn has come
 * @param priority larger is more valuable
 */
public record CallbackRequest(
        String key,
        String customerId,
        String journey,
        CallbackKind kind,
        Duration within,
        int priority,
        String cause) {}
