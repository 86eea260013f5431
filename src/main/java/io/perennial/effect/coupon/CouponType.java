package io.perennial.effect.coupon;

import java.util.EnumSet;
import java.util.Set;

/** Type of a coupon. */
public enum CouponType {
    CASH_OFF,
    INTEREST_FREE,
    FEE_WAIVER,
    LIMIT_TICKET,
    GIFT;

    /** Types that make an order cheaper; an order takes one of them, like a quote. */
    static final Set<CouponType> REDUCING = EnumSet.of(CASH_OFF, INTEREST_FREE, FEE_WAIVER);

    /** Whether redeeming it means lending more; such coupons are withheld while credit is frozen. */
    boolean isCredit() {
        return this == INTEREST_FREE || this == LIMIT_TICKET;
    }
}
