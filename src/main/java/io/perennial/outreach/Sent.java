package io.perennial.outreach;

import io.perennial.feedback.Withheld;
import java.time.Instant;

/**
 * What became of the wish to write to a customer.
 *
 * @param notBefore when it may go out; null when withheld
 * @param reason why it waits or was withheld; null when neither
 */
public record Sent(Outcome outcome, Instant notBefore, Withheld.Reason reason) {

    /** In the queue, in the queue until the quiet hours are over, or not sent at all. */
    public enum Outcome {
        QUEUED,
        HELD,
        WITHHELD
    }

    static Sent queued(Instant notBefore, boolean quiet) {
        return quiet
                ? new Sent(Outcome.HELD, notBefore, Withheld.Reason.QUIET_HOURS)
                : new Sent(Outcome.QUEUED, notBefore, null);
    }

    static Sent withheld(Withheld.Reason reason) {
        return new Sent(Outcome.WITHHELD, null, reason);
    }
}
