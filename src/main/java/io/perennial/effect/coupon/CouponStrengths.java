package io.perennial.effect.coupon;

import java.math.BigDecimal;

/** Chooses how strong each coupon of an offer is; what is learned from responses decides. */
public interface CouponStrengths {

    /**
     * Chooses the strength of the coupon to be issued under that key, and charges what it costs above the offer's own strength to
     * the month's budget for that.
     *
     * @return the strength; the offer's own if the budget is exhausted
     */
    BigDecimal choose(String key, String offer, Offer terms);

    /** Returns to the month's budget what a coupon of that strength was charged, when it was not issued after all. */
    void release(String offer, Offer terms, BigDecimal strength);
}
