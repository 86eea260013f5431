package io.perennial.effect.outreach;

import io.perennial.effect.holdout.WithheldLog;
import java.time.Instant;

/**
 * Result of queueing a message.
 *
 * @param notBefore earliest time of sending; null when withheld
 * @param reason why it waits or was withheld; null when neither
 */
public record SendResult(SendOutcome outcome, Instant notBefore, WithheldLog.Reason reason) {

    /** Queued, queued until the quiet hours are over, or not sent at all. */
    public enum SendOutcome {
        QUEUED,
        HELD,
        WITHHELD
    }

    static SendResult queued(Instant notBefore, boolean quiet) {
        return quiet
                ? new SendResult(SendOutcome.HELD, notBefore, WithheldLog.Reason.QUIET_HOURS)
                : new SendResult(SendOutcome.QUEUED, notBefore, null);
    }

    static SendResult withheld(WithheldLog.Reason reason) {
        return new SendResult(SendOutcome.WITHHELD, null, reason);
    }
}
