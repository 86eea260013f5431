package io.perennial.benefit;

import java.util.Set;

/** What a settlement changed. */
public record Settled(Set<String> granted, Set<String> withdrawn) {}
