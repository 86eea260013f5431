package io.perennial.learning.value;

import java.time.Instant;

/**
 * What was learned from all purchases one night.
 *
 * @param customers those who have bought
 * @param repeaters those who bought again
 */
public record ValueModel(
        Instant at,
        long customers,
        long repeaters,
        BgNbd purchases,
        double purchasesLogLikelihood,
        GammaGamma spend,
        double spendLogLikelihood) {}
