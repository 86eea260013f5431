package io.perennial.effect.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A row of the ledger of limits; amounts in yuan.
 *
 * @param asked the limit, or for a raise the difference, that was asked for; null for freezing
 * @param cap the highest limit allowed at that moment; null for freezing
 */
public record LimitEntry(
        Instant at, ChangeType kind, BigDecimal asked, BigDecimal from, BigDecimal to, BigDecimal cap, String cause) {

    /** What changed. */
    public enum ChangeType {
        LIMIT_CHANGED,
        CREDIT_FROZEN,
        CREDIT_UNFROZEN
    }
}
