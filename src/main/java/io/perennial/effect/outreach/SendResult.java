package io.perennial.effect.outreach;

import io.perennial.effect.holdout.WithheldLog;
import java.time.Instant;

/**
 * What became of the wish to write to a customer.
 *
 * @param notBefore when it may go out; null when withheld
 * @param reason why it waits or was withheld; null when neither
 */
public record SendResult(SendOutcome outcome, Instant notBefore, WithheldLog.Reason reason) {

    /** In the queue, in the queue until the quiet hours are over, or not sent at all. */
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
