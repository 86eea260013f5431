package io.perennial.insight;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Parts of a whole, from 0 to 1. */
final class Shares {

    private static final int SCALE = 4;

    private Shares() {}

    /** The part, to four places; null where there is no whole. */
    static BigDecimal of(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), SCALE, RoundingMode.HALF_UP);
    }

    /** Yuan each, to the cent; null where there is nobody or nothing was paid. */
    static BigDecimal each(BigDecimal yuan, long number) {
        return yuan == null || number == 0
                ? null
                : yuan.divide(BigDecimal.valueOf(number), 2, RoundingMode.HALF_UP);
    }
}
