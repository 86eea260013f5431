package io.perennial.effect.coupon;

/**
 * Result of redeeming, reserving, releasing or revoking a coupon.
 *
 * @param coupon the coupon afterwards; null when there is none
 * @param refusal why it was refused; null when it was done, now or before under the same id
 */
public record RedemptionResult(Coupon coupon, Refusal refusal) {

    /** Why a coupon cannot be redeemed, reserved, released or revoked. */
    public enum Refusal {
        UNKNOWN_COUPON,
        ERASED,
        OTHER_CATEGORY,
        BELOW_MINIMUM,
        ORDER_CANCELLED,
        ORDER_HAS_COUPON,
        RESERVED,
        NOT_RESERVED,
        ALREADY_REDEEMED,
        EXPIRED,
        REVOKED,
        KEY_REUSED
    }
}
