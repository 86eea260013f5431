package io.perennial.callback;

import java.time.Instant;

/**
 * Whether it is a callback's turn.
 *
 * @param callback the callback to make now; null while it waits
 * @param askAgainAt when to ask again; null when it is its turn
 */
public record Turn(Callback callback, Instant askAgainAt) {

    /** Its turn has come. */
    public static Turn now(Callback callback) {
        return new Turn(callback, null);
    }

    static Turn later(Instant askAgainAt) {
        return new Turn(null, askAgainAt);
    }

    public boolean hasCome() {
        return callback != null;
    }
}
