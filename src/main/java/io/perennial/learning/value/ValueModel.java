package io.perennial.learning.value;

import java.time.Instant;

/**
 * Model trained on all purchases.
 *
 * @param customers with at least one purchase
 * @param repeaters with at least two
 */
public record ValueModel(
        Instant at,
        long customers,
        long repeaters,
        BgNbd purchases,
        double purchasesLogLikelihood,
        GammaGamma spend,
        double spendLogLikelihood) {}
