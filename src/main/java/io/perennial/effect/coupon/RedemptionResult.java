package io.perennial.effect.coupon;

/**
 * What became of the wish to use a coupon, or to reserve, release or revoke it.
 *
 * @param coupon the coupon as it stands now; null when there is none
 * @param refusal why that was not done; null when it was, now or before under the same id
 */
public record RedemptionResult(Coupon coupon, Refusal refusal) {

    /** Why a coupon cannot be used, reserved, released or revoked. */
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
