package io.perennial.customer.profile;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.OptionalDouble;

/** One version of the value model; amounts in yuan. */
public interface CustomerValue {

    /** Margin earned so far, plus predicted margin, less expected loss. */
    BigDecimal lifetimeValue(
            BigDecimal spent, Purchases purchases, LocalDate today, BigDecimal creditUsed, int overdueBills);

    /** Probability of another purchase; empty without a purchase or a trained model. */
    OptionalDouble probabilityAlive(Purchases purchases, LocalDate today);
}
