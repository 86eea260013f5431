package io.perennial.effect.benefit;

import java.util.Set;

/** Benefits that were granted and withdrawn. */
public record BenefitChanges(Set<String> granted, Set<String> withdrawn) {}
