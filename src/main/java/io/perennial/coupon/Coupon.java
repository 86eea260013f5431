package io.perennial.coupon;

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

    /** Where a coupon stands. */
    public enum State {
        ISSUED,
        RESERVED,
        REDEEMED,
        EXPIRED,
        REVOKED
    }
}
