package io.perennial.insight.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a check of the books found.
 *
 * @param clean whether there is no difference at all
 * @param checks how many differences each check found
 * @param differences the first of each check
 */
public record LedgerReport(Instant at, boolean clean, Map<String, Long> checks, List<Difference> differences) {}
