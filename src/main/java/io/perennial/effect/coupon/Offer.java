package io.perennial.effect.coupon;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a decision may say a customer should get.
 *
 * @param value yuan, or periods for INTEREST_FREE
 * @param category the category of goods it holds for; null for all
 * @param estimate what one coupon takes from the budget, in yuan; its value unless named
 * @param budget the budget it starts with
 */
public record Offer(
        CouponType type,
        BigDecimal value,
        String category,
        @DefaultValue("30") int validDays,
        BigDecimal estimate,
        Budget budget) {

    /**
     * How many coupons, and how many yuan of them, may be out or redeemed.
     *
     * @param customerCount how many with one customer; null for any number
     * @param customerAmount how many yuan with one customer; null for any amount
     */
    public record Budget(long count, BigDecimal amount, Long customerCount, BigDecimal customerAmount) {}

    public Offer {
        if (type == null || value == null || value.signum() < 0 || validDays < 1 || budget == null) {
            throw new IllegalArgumentException("An offer needs a type, a value, days of validity and a budget");
        }
        if (estimate == null) {
            if (type == CouponType.INTEREST_FREE) {
                throw new IllegalArgumentException("An interest-free offer needs an estimate in yuan");
            }
            estimate = value;
        }
    }

    /** The estimate for a coupon of another strength, in yuan: in proportion to the offer's own. */
    public BigDecimal estimateAt(BigDecimal strength) {
        return value.signum() == 0
                ? estimate.setScale(2, RoundingMode.HALF_UP)
                : estimate.multiply(strength).divide(value, 2, RoundingMode.HALF_UP);
    }

    /** The same at another strength. */
    Offer with(BigDecimal strength) {
        return new Offer(type, strength, category, validDays, estimate, budget);
    }
}
