package io.perennial.effect.callback;

import java.time.Instant;

/**
 * Whether it is a callback's turn.
 *
 * @param callback the callback to make now; null while it waits
 * @param retryAt when to ask again; null when it is its turn
 */
public record AdmissionResult(Callback callback, Instant retryAt) {

    /** Its turn has come. */
    public static AdmissionResult admitted(Callback callback) {
        return new AdmissionResult(callback, null);
    }

    static AdmissionResult postponed(Instant retryAt) {
        return new AdmissionResult(null, retryAt);
    }

    public boolean isAdmitted() {
        return callback != null;
    }
}
