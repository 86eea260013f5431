package io.perennial.effect.coupon;

import java.util.EnumSet;
import java.util.Set;

/** What a coupon gives. */
public enum CouponType {
    CASH_OFF,
    INTEREST_FREE,
    FEE_WAIVER,
    LIMIT_TICKET,
    GIFT;

    /** Those that make an order cheaper: like a quote, an order takes one of them. */
    static final Set<CouponType> REDUCING = EnumSet.of(CASH_OFF, INTEREST_FREE, FEE_WAIVER);

    /** Whether using it means lending more; such coupons are withheld while credit is frozen. */
    boolean isCredit() {
        return this == INTEREST_FREE || this == LIMIT_TICKET;
    }
}
