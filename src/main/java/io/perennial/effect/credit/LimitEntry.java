package io.perennial.effect.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An entry of the limit ledger; amounts in yuan.
 *
 * @param asked the requested limit, for a raise the requested difference; null for freezing
 * @param cap the highest limit allowed at that moment; null for freezing
 */
public record LimitEntry(
        Instant at, ChangeType kind, BigDecimal asked, BigDecimal from, BigDecimal to, BigDecimal cap, String cause) {

    /** Type of the change. */
    public enum ChangeType {
        LIMIT_CHANGED,
        CREDIT_FROZEN,
        CREDIT_UNFROZEN
    }
}
