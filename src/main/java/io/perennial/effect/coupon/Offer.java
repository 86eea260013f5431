package io.perennial.effect.coupon;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An offer that decisions may choose for a customer.
 *
 * @param value yuan, or periods for INTEREST_FREE
 * @param category the category of goods its coupons are valid for; null for all
 * @param estimate what one coupon costs the budget, in yuan; its value by default
 * @param budget the initial budget
 */
public record Offer(
        CouponType type,
        BigDecimal value,
        String category,
        @DefaultValue("30") int validDays,
        BigDecimal estimate,
        Budget budget) {

    /**
     * Limits of the coupons that are issued, reserved or redeemed.
     *
     * @param customerCount number per customer; null for no limit
     * @param customerAmount yuan per customer; null for no limit
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

    /** The cost of a coupon of another strength, in yuan: in proportion to the offer's own strength. */
    public BigDecimal estimateAt(BigDecimal strength) {
        return value.signum() == 0
                ? estimate.setScale(2, RoundingMode.HALF_UP)
                : estimate.multiply(strength).divide(value, 2, RoundingMode.HALF_UP);
    }

    /** The same offer at another strength. */
    Offer with(BigDecimal strength) {
        return new Offer(type, strength, category, validDays, estimate, budget);
    }
}
