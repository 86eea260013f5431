package io.perennial.effect.coupon;

import io.perennial.effect.holdout.WithheldLog;

/**
 * What became of the wish to give a coupon.
 *
 * @param couponId the coupon; null when withheld
 * @param reason why it was withheld; null when it was not
 */
public record IssueResult(Outcome outcome, String couponId, WithheldLog.Reason reason) {

    /** Given now, given before under the same key, or not given. */
    public enum Outcome {
        ISSUED,
        ALREADY,
        WITHHELD
    }

    static IssueResult now(String couponId) {
        return new IssueResult(Outcome.ISSUED, couponId, null);
    }

    static IssueResult already(String couponId) {
        return new IssueResult(Outcome.ALREADY, couponId, null);
    }

    static IssueResult withheld(WithheldLog.Reason reason) {
        return new IssueResult(Outcome.WITHHELD, null, reason);
    }
}
