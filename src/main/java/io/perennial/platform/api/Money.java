package io.perennial.platform.api;

import java.math.BigDecimal;

/** Checks amounts sent by callers: yuan, not negative, whole cents, at most twelve digits before the decimal point. */
public final class Money {

    private static final int WHOLE_DIGITS = 12;
    private static final int CENTS = 2;

    private Money() {}

    /**
     * The amount with scale 2.
     *
     * @throws ApiException INVALID, naming the field
     */
    public static BigDecimal of(String field, BigDecimal amount) {
        if (amount == null) {
            throw ApiException.invalid(field + " is missing.");
        }
        if (amount.signum() < 0) {
            throw ApiException.invalid(field + " must not be negative.");
        }
        if ((long) amount.precision() - amount.scale() > WHOLE_DIGITS) {
            throw ApiException.invalid(field + " is too large.");
        }
        if (amount.stripTrailingZeros().scale() > CENTS) {
            throw ApiException.invalid(field + " must be in whole cents.");
        }
        return amount.setScale(CENTS);
    }
}
