package io.perennial.effect.coupon;

import java.math.BigDecimal;

/** Chooses the strength of each coupon, as learned from responses. */
public interface CouponStrengths {

    /**
     * Chooses the strength of the coupon to be issued under that key, and charges its cost above that of the offer's own strength
     * to the month's budget.
     *
     * @return the strength; the offer's own if the budget is exhausted
     */
    BigDecimal choose(String key, String offer, Offer terms);

    /** Releases what a coupon of that strength was charged to the month's budget, when it was not issued after all. */
    void release(String offer, Offer terms, BigDecimal strength);
}
