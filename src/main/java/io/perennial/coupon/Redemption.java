package io.perennial.coupon;

/**
 * What became of the wish to use a coupon.
 *
 * @param coupon the coupon as it stands now; null when there is none
 * @param refusal why it was not used; null when it was
 */
public record Redemption(Coupon coupon, Refusal refusal) {

    /** Why a coupon cannot be used. */
    public enum Refusal {
        UNKNOWN_COUPON,
        ALREADY_REDEEMED,
        EXPIRED,
        REVOKED,
        KEY_REUSED
    }
}
