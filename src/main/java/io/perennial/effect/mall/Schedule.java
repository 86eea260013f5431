package io.perennial.effect.mall;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Equal instalments (等额本息), exact to the cent.
 *
 * <p>The payment is that of an annuity: principal = payment × Σ Π 1/(1 + rate of each period), which for one rate r over n
 * periods is the usual payment = principal × r(1 + r)ⁿ / ((1 + r)ⁿ − 1). It is rounded half up to the cent, as is the interest of
 * each period on the outstanding principal; the last payment absorbs the rounding. A fee is spread equally. Payments
 * fall due a calendar month after each other, on the last day of a month that is too short.
 */
record Schedule(List<Instalment> instalments) {

    private static final MathContext EXACT = MathContext.DECIMAL128;
    private static final BigDecimal MONTHS = BigDecimal.valueOf(12);
    private static final int CENTS = 2;
    private static final int BISECTIONS = 80;

    static Schedule of(Terms terms, LocalDate start) {
        int periods = terms.periods();
        BigDecimal payment = payment(terms);
        BigDecimal fee = fee(terms);
        BigDecimal feeEach = fee.divide(BigDecimal.valueOf(periods), CENTS, RoundingMode.DOWN);
        BigDecimal outstanding = terms.principal().setScale(CENTS, RoundingMode.UNNECESSARY);
        List<Instalment> instalments = new ArrayList<>();
        for (int no = 1; no <= periods; no++) {
            boolean last = no == periods;
            BigDecimal interest = outstanding.multiply(rate(terms, no)).setScale(CENTS, RoundingMode.HALF_UP);
            BigDecimal principal =
                    last ? outstanding : payment.subtract(interest).min(outstanding);
            BigDecimal share = last ? fee.subtract(feeEach.multiply(BigDecimal.valueOf(periods - 1L))) : feeEach;
            instalments.add(new Instalment(no, start.plusMonths(no), principal, interest, share));
            outstanding = outstanding.subtract(principal);
        }
        return new Schedule(List.copyOf(instalments));
    }

    private static BigDecimal rate(Terms terms, int no) {
        return no <= terms.freePeriods() ? BigDecimal.ZERO : terms.monthlyRate();
    }

    private static BigDecimal payment(Terms terms) {
        BigDecimal discount = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ZERO;
        for (int no = 1; no <= terms.periods(); no++) {
            discount = discount.divide(BigDecimal.ONE.add(rate(terms, no)), EXACT);
            sum = sum.add(discount);
        }
        return terms.principal().divide(sum, CENTS, RoundingMode.HALF_UP);
    }

    private static BigDecimal fee(Terms terms) {
        BigDecimal fee = terms.principal().multiply(terms.feeRate()).setScale(CENTS, RoundingMode.HALF_UP);
        return fee.subtract(terms.feeOff()).max(BigDecimal.ZERO.setScale(CENTS));
    }

    /** The payment of each month but the last, in yuan. */
    BigDecimal monthlyPayment() {
        return instalments.get(0).payment();
    }

    BigDecimal principal() {
        return sum(Instalment::principal);
    }

    BigDecimal totalInterest() {
        return sum(Instalment::interest);
    }

    BigDecimal totalFee() {
        return sum(Instalment::fee);
    }

    private BigDecimal sum(Function<Instalment, BigDecimal> part) {
        return instalments.stream().map(part).reduce(BigDecimal.ZERO.setScale(CENTS), BigDecimal::add);
    }

    /**
     * The annual percentage rate in percent, as lenders in China must show it (中国人民银行公告〔2021〕第3号): all that the customer
     * pays for the loan over the principal really lent, by the internal rate of return; the rate of a month times twelve.
     */
    BigDecimal annualPercentageRate() {
        BigDecimal cost = totalInterest().add(totalFee());
        if (cost.signum() == 0) {
            return BigDecimal.ZERO.setScale(CENTS);
        }
        double low = 0;
        double high = 1;
        while (presentValue(high) > principal().doubleValue()) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (presentValue(middle) > principal().doubleValue()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return BigDecimal.valueOf(high).multiply(MONTHS).movePointRight(2).setScale(CENTS, RoundingMode.HALF_UP);
    }

    private double presentValue(double monthlyRate) {
        double discount = 0;
        for (Instalment instalment : instalments) {
            discount += instalment.payment().doubleValue() / Math.pow(1 + monthlyRate, instalment.no());
        }
        return discount;
    }
}
