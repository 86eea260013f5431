package io.perennial.insight;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares from 0 to 1, and averages. */
final class Shares {

    private static final int SCALE = 4;

    private Shares() {}

    /** The share, rounded to four places; null if the whole is 0. */
    static BigDecimal of(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), SCALE, RoundingMode.HALF_UP);
    }

    /** The average in yuan, rounded to cents; null without an amount or if the number is 0. */
    static BigDecimal each(BigDecimal yuan, long number) {
        return yuan == null || number == 0 ? null : yuan.divide(BigDecimal.valueOf(number), 2, RoundingMode.HALF_UP);
    }
}
