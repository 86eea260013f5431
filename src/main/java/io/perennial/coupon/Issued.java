package io.perennial.coupon;

import io.perennial.feedback.Withheld;

/**
 * What became of the wish to give a coupon.
 *
 * @param couponId the coupon; null when withheld
 * @param reason why it was withheld; null when it was not
 */
public record Issued(Outcome outcome, String couponId, Withheld.Reason reason) {

    /** Given now, given before under the same key, or not given. */
    public enum Outcome {
        ISSUED,
        ALREADY,
        WITHHELD
    }

    static Issued now(String couponId) {
        return new Issued(Outcome.ISSUED, couponId, null);
    }

    static Issued already(String couponId) {
        return new Issued(Outcome.ALREADY, couponId, null);
    }

    static Issued withheld(Withheld.Reason reason) {
        return new Issued(Outcome.WITHHELD, null, reason);
    }
}
