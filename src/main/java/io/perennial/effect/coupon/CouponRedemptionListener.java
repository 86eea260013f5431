package io.perennial.effect.coupon;

/** Listener for redeemed coupons that change something beyond a purchase, called in the transaction of the redemption. */
public interface CouponRedemptionListener {

    /**
     * Called once the coupon is redeemed, with its customer locked. An exception rolls the redemption back.
     *
     * @throws io.perennial.platform.api.ApiException when the coupon cannot take effect
     */
    void onRedeemed(Coupon coupon, String customerId);
}
