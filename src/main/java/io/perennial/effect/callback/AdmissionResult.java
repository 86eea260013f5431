package io.perennial.effect.callback;

import java.time.Instant;

/**
 * Result of requesting a callback within the day's capacity.
 *
 * @param callback the admitted callback; null while the request waits
 * @param retryAt when to repeat the request; null when admitted
 */
public record AdmissionResult(Callback callback, Instant retryAt) {

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
