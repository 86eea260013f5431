package io.perennial.customer.profile;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.OptionalDouble;

/** A customer's value by one version of the value model; all money in yuan. */
public interface CustomerValue {

    /** The margin earned so far, plus the margin to expect, less the loss to expect. */
    BigDecimal lifetimeValue(
            BigDecimal spent, Purchases purchases, LocalDate today, BigDecimal creditUsed, int overdueBills);

    /** The probability that the customer will ever buy again; empty without a purchase, and while no model is trained. */
    OptionalDouble probabilityAlive(Purchases purchases, LocalDate today);
}
