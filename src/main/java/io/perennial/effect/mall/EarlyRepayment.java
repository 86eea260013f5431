package io.perennial.effect.mall;

import java.math.BigDecimal;

/**
 * The amounts to pay a plan off at once, in yuan.
 *
 * @param principal all that is outstanding
 * @param interest of the bills that are due, and of the running period; later interest is not charged
 * @param fee of the same bills
 * @param earlyFee the charge for paying early, on the principal that is not due yet
 * @param total the sum
 */
public record EarlyRepayment(
        BigDecimal principal, BigDecimal interest, BigDecimal fee, BigDecimal earlyFee, BigDecimal total) {

    static EarlyRepayment of(BigDecimal principal, BigDecimal interest, BigDecimal fee, BigDecimal earlyFee) {
        return new EarlyRepayment(
                principal,
                interest,
                fee,
                earlyFee,
                principal.add(interest).add(fee).add(earlyFee));
    }
}
