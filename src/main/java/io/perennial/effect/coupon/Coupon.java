package io.perennial.effect.coupon;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A customer's coupon.
 *
 * @param value yuan, or periods for INTEREST_FREE
 * @param category the category of goods it holds for; null for all
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

    /** The coupon as it stands at that instant: its days may be over before the nightly review enters that. */
    Coupon asOf(Instant now) {
        return state == State.ISSUED && !now.isBefore(expiresAt)
                ? new Coupon(couponId, offer, type, value, State.EXPIRED, category, issuedAt, expiresAt, orderId)
                : this;
    }

    /** Where a coupon stands. */
    public enum State {
        ISSUED,
        RESERVED,
        REDEEMED,
        EXPIRED,
        REVOKED
    }
}
