package io.perennial.customer.profile;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * All of a customer's purchases that the models need. Orders of one local day are one purchase, cancelled ones are none.
 *
 * @param days  on how many days they bought; 0 for never
 * @param first the first of them; null for never
 * @param last  the last of them; null for never
 * @param spent in all, in yuan
 */
public record Purchases(int days, LocalDate first, LocalDate last, BigDecimal spent) {

    public static final Purchases NONE = new Purchases(0, null, null, BigDecimal.ZERO.setScale(2));

    public boolean none() {
        return days == 0;
    }

    /** How often they came back to buy. */
    public int repeats() {
        return days - 1;
    }
}
