package io.perennial.effect.coupon;

import io.perennial.effect.holdout.WithheldLog;

/**
 * Result of issuing a coupon.
 *
 * @param couponId the coupon; null when withheld
 * @param reason why it was withheld; null when it was not
 */
public record IssueResult(IssueOutcome outcome, String couponId, WithheldLog.Reason reason) {

    /** Issued now, issued before under the same key, or not issued. */
    public enum IssueOutcome {
        ISSUED,
        ALREADY,
        WITHHELD
    }

    static IssueResult issued(String couponId) {
        return new IssueResult(IssueOutcome.ISSUED, couponId, null);
    }

    static IssueResult issuedBefore(String couponId) {
        return new IssueResult(IssueOutcome.ALREADY, couponId, null);
    }

    static IssueResult withheld(WithheldLog.Reason reason) {
        return new IssueResult(IssueOutcome.WITHHELD, null, reason);
    }
}
