package io.perennial.effect.coupon;

import io.perennial.effect.holdout.WithheldLog;

/**
 * What became of the wish to give a coupon.
 *
 * @param couponId the coupon; null when withheld
 * @param reason why it was withheld; null when it was not
 */
public record IssueResult(IssueOutcome outcome, String couponId, WithheldLog.Reason reason) {

    /** Given now, given before under the same key, or not given. */
    public enum IssueOutcome {
        ISSUED,
        ALREADY,
        WITHHELD
    }

    static IssueResult now(String couponId) {
        return new IssueResult(IssueOutcome.ISSUED, couponId, null);
    }

    static IssueResult already(String couponId) {
        return new IssueResult(IssueOutcome.ALREADY, couponId, null);
    }

    static IssueResult withheld(WithheldLog.Reason reason) {
        return new IssueResult(IssueOutcome.WITHHELD, null, reason);
    }
}
