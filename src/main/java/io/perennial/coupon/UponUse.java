package io.perennial.coupon;

/** What follows when a coupon is used that changes something beyond a purchase, in the transaction that uses it. */
public interface UponUse {

    /**
     * The coupon was just used; its customer is locked. What is thrown takes the use back.
     *
     * @throws io.perennial.api.Refused when what should follow cannot
     */
    void used(Coupon coupon, String customerId);
}
