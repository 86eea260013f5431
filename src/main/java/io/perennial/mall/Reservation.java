package io.perennial.mall;

import io.perennial.coupon.Redemption;
import io.perennial.credit.Hold;

/**
 * What became of the wish to reserve limit and coupon for a purchase.
 *
 * @param credit why the limit refuses; null when it does not
 * @param coupon why the coupon refuses; null when it does not
 */
public record Reservation(Hold.Refusal credit, Redemption.Refusal coupon) {

    static final Reservation MADE = new Reservation(null, null);

    public boolean isMade() {
        return credit == null && coupon == null;
    }
}
