package io.perennial.coupon;

/** What a coupon gives. */
public enum CouponType {
    CASH_OFF,
    INTEREST_FREE,
    FEE_WAIVER,
    LIMIT_TICKET,
    GIFT;

    /** Whether using it means lending more; such coupons are withheld while credit is frozen. */
    boolean isCredit() {
        return this == INTEREST_FREE || this == LIMIT_TICKET;
    }
}
