package io.perennial.api;

import java.math.BigDecimal;

/** Money as a caller may name it: yuan, not negative, whole cents, twelve digits before the point. */
public final class Amount {

    private static final int WHOLE_DIGITS = 12;
    private static final int CENTS = 2;

    private Amount() {}

    /**
     * The amount in the scale of the house.
     *
     * @throws Refused INVALID, naming the field
     */
    public static BigDecimal of(String field, BigDecimal amount) {
        if (amount == null) {
            throw Refused.invalid(field + " is missing.");
        }
        if (amount.signum() < 0) {
            throw Refused.invalid(field + " must not be negative.");
        }
        if ((long) amount.precision() - amount.scale() > WHOLE_DIGITS) {
            throw Refused.invalid(field + " is too large.");
        }
        if (amount.stripTrailingZeros().scale() > CENTS) {
            throw Refused.invalid(field + " must be in whole cents.");
        }
        return amount.setScale(CENTS);
    }
}
