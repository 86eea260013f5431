package io.perennial.insight.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Result of a ledger check.
 *
 * @param clean whether there are no differences
 * @param checks number of differences by rule
 * @param differences the first ones of each rule
 */
public record LedgerReport(Instant at, boolean clean, Map<String, Long> checks, List<Difference> differences) {}
