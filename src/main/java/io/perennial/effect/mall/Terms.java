package io.perennial.effect.mall;

import java.math.BigDecimal;

/**
 * The terms of a loan.
 *
 * @param principal yuan, more than 0
 * @param monthlyRate interest of a period as a part of the balance, 0.006 for 0.6 %
 * @param feeRate fee over all periods together, as a part of the principal
 * @param freePeriods the first periods, which bear no interest
 * @param feeOff yuan of the fee that a coupon waives
 */
record Terms(
        BigDecimal principal,
        int periods,
        BigDecimal monthlyRate,
        BigDecimal feeRate,
        int freePeriods,
        BigDecimal feeOff) {

    Terms {
        if (principal.signum() <= 0 || periods < 1 || monthlyRate.signum() < 0 || feeRate.signum() < 0) {
            throw new IllegalArgumentException("No instalments can be made of " + principal + " in " + periods);
        }
    }

    static Terms of(BigDecimal principal, int periods, BigDecimal monthlyRate, BigDecimal feeRate) {
        return new Terms(principal, periods, monthlyRate, feeRate, 0, BigDecimal.ZERO);
    }

    Terms withFreePeriods(int number) {
        return new Terms(principal, periods, monthlyRate, feeRate, number, feeOff);
    }

    Terms withFeeOff(BigDecimal yuan) {
        return new Terms(principal, periods, monthlyRate, feeRate, freePeriods, yuan);
    }
}
