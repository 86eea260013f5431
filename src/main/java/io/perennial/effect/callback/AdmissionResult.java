package io.perennial.effect.callback;

import java.time.Instant;

/**
 * Whether it is a callback's turn.
 *
 * @param callback the callback to make now; null while it waits
 * @param askAgainAt when to ask again; null when it is its turn
 */
public record AdmissionResult(Callback callback, Instant askAgainAt) {

    /** Its turn has come. */
    public static AdmissionResult now(Callback callback) {
        return new AdmissionResult(callback, null);
    }

    static AdmissionResult later(Instant askAgainAt) {
        return new AdmissionResult(null, askAgainAt);
    }

    public boolean hasCome() {
        return callback != null;
    }
}
