package io.perennial.effect.mall;

import java.math.BigDecimal;

/**
 * What is lent and at what cost.
 *
 * @param principal yuan, more than 0
 * @param monthlyRate part of the balance that a period costs, 0.006 for 0.6 %
 * @param feeRate part of the principal that is charged over all periods together
 * @param freePeriods the first periods, which bear no interest
 * @param feeOff yuan of the fee that are waived
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

    Terms freeFor(int someFreePeriods) {
        return new Terms(principal, periods, monthlyRate, feeRate, someFreePeriods, feeOff);
    }

    Terms withFeeOff(BigDecimal yuan) {
        return new Terms(principal, periods, monthlyRate, feeRate, freePeriods, yuan);
    }
}
