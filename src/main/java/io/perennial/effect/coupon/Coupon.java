package io.perennial.effect.coupon;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A customer's coupon.
 *
 * @param value yuan, or periods for INTEREST_FREE
 * @param category the category of goods it is valid for; null for all
 * @param orderId the order it was used for; null until then
 */
public record Coupon(
        String couponId,
        String offer,
        CouponType type,
        BigDecimal value,
        State state,
        String category,
        Instant issuedAt,
        Instant expiresAt,
        String orderId) {

    /** The coupon as of that instant: it may have expired before the nightly review records that. */
    Coupon asOf(Instant now) {
        return state == State.ISSUED && !now.isBefore(expiresAt)
                ? new Coupon(couponId, offer, type, value, State.EXPIRED, category, issuedAt, expiresAt, orderId)
                : this;
    }

    /** State of a coupon. */
    public enum State {
        ISSUED,
        RESERVED,
        REDEEMED,
        EXPIRED,
        REVOKED
    }
}
