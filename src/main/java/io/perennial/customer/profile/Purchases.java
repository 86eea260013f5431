package io.perennial.customer.profile;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Summary of a customer's purchases for the value model. Orders of one local day are one purchase; cancelled ones do not count.
 *
 * @param days number of days with a purchase
 * @param first the first of these days; null without a purchase
 * @param last the last of these days; null without a purchase
 * @param spent total, in yuan
 */
public record Purchases(int days, LocalDate first, LocalDate last, BigDecimal spent) {

    public static final Purchases NONE = new Purchases(0, null, null, BigDecimal.ZERO.setScale(2));

    public boolean none() {
        return days == 0;
    }

    /** Number of purchases after the first. */
    public int repeats() {
        return days - 1;
    }
}
