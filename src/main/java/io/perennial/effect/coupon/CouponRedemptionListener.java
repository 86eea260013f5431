package io.perennial.effect.coupon;

/** What follows when a coupon is used that changes something beyond a purchase, in the transaction that uses it. */
public interface CouponRedemptionListener {

    /**
     * The coupon was just used; its customer is locked. What is thrown takes the use back.
     *
     * @throws io.perennial.platform.api.ApiException when what should follow cannot
     */
    void used(Coupon coupon, String customerId);
}
