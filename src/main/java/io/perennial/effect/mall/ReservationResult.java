package io.perennial.effect.mall;

import io.perennial.effect.coupon.RedemptionResult;
import io.perennial.effect.credit.HoldResult;

/**
 * What became of the wish to reserve limit and coupon for a purchase.
 *
 * @param credit why the limit refuses; null when it does not
 * @param coupon why the coupon refuses; null when it does not
 */
public record ReservationResult(HoldResult.Refusal credit, RedemptionResult.Refusal coupon) {

    static final ReservationResult MADE = new ReservationResult(null, null);

    public boolean isAccepted() {
        return credit == null && coupon == null;
    }
}
