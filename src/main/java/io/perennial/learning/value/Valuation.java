package io.perennial.learning.value;

import io.perennial.customer.profile.CustomerValue;
import io.perennial.customer.profile.Purchases;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;

/** Computes customer values from the configured terms and the latest model; money in yuan. */
public final class Valuation implements CustomerValue {

    private static final double DAYS_PER_WEEK = 7;
    private static final double WEEKS_PER_MONTH = 365.25 / 12 / DAYS_PER_WEEK;
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

    private final ValueTerms terms;
    private final ValueModel model;

    Valuation(ValueTerms terms, ValueModel model) {
        this.terms = terms;
        this.model = model;
    }

    /** The model used for predictions; empty until one exists. */
    public Optional<ValueModel> model() {
        return Optional.ofNullable(model);
    }

    @Override
    public BigDecimal lifetimeValue(
            BigDecimal spent, Purchases purchases, LocalDate today, BigDecimal creditUsed, int overdueBills) {
        return margin(spent).add(predictedMargin(purchases, today)).subtract(expectedLoss(creditUsed, overdueBills));
    }

    /** The margin of orders of that amount. */
    public BigDecimal margin(BigDecimal spent) {
        return spent.multiply(terms.marginShare()).setScale(2, RoundingMode.HALF_UP);
    }

    /** The expected loss on the credit in use. */
    public BigDecimal expectedLoss(BigDecimal creditUsed, int overdueBills) {
        double rate = terms.defaultRates()
                .get(Math.min(overdueBills, terms.defaultRates().size() - 1));
        return creditUsed
                .multiply(BigDecimal.valueOf(rate * terms.lossGivenDefault()))
                .setScale(2, RoundingMode.HALF_UP);
    }

    /** The expected margin of the coming months, discounted to today; 0 for customers without purchases or without a model. */
    public BigDecimal predictedMargin(Purchases purchases, LocalDate today) {
        if (model == null || purchases.none()) {
            return NOTHING;
        }
        long key = key(purchases, today);
        double expected = discountedPurchases(key)
                * alive(key)
                * nextSpend(purchases.days(), purchases.spent().doubleValue());
        return BigDecimal.valueOf(expected).multiply(terms.marginShare()).setScale(2, RoundingMode.HALF_UP);
    }

    @Override
    public OptionalDouble probabilityAlive(Purchases purchases, LocalDate today) {
        return model == null || purchases.none()
                ? OptionalDouble.empty()
                : OptionalDouble.of(alive(key(purchases, today)));
    }

    static long key(Purchases purchases, LocalDate today) {
        long recency = ChronoUnit.DAYS.between(purchases.first(), purchases.last());
        return PurchaseCounts.key(
                purchases.repeats(), recency, Math.max(recency, ChronoUnit.DAYS.between(purchases.first(), today)));
    }

    double alive(long key) {
        return model.purchases()
                .probabilityAlive(
                        PurchaseCounts.repeats(key),
                        PurchaseCounts.recencyDays(key) / DAYS_PER_WEEK,
                        PurchaseCounts.ageDays(key) / DAYS_PER_WEEK);
    }

    /** The expected purchases of the coming months if the customer is alive, each discounted from the middle of its month. */
    double discountedPurchases(long key) {
        int repeats = PurchaseCounts.repeats(key);
        double age = PurchaseCounts.ageDays(key) / DAYS_PER_WEEK;
        double previous = 0;
        double sum = 0;
        for (int month = 1; month <= terms.months(); month++) {
            double until = model.purchases().expectedIfAlive(repeats, age, month * WEEKS_PER_MONTH);
            sum += (until - previous) * Math.pow(1 + terms.discountRate(), -(month - 0.5) / 12);
            previous = until;
        }
        return sum;
    }

    double nextSpend(int purchases, double spent) {
        return model.spend().expectedSpend(purchases, spent);
    }

    double marginShare() {
        return terms.marginShare().doubleValue();
    }
}
