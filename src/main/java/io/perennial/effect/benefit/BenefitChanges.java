package io.perennial.effect.benefit;

import java.util.Set;

/** What a settlement changed. */
public record BenefitChanges(Set<String> granted, Set<String> withdrawn) {}
