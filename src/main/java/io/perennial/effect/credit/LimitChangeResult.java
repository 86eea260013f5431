package io.perennial.effect.credit;

import io.perennial.effect.holdout.WithheldLog;
import java.math.BigDecimal;

/**
 * Result of changing a customer's credit.
 *
 * @param from the limit before, in yuan
 * @param to the limit after, in yuan
 * @param reason why it was withheld: RISK while frozen, CAPPED when the limit is at its cap; null when it was not
 */
public record LimitChangeResult(LimitChangeOutcome outcome, BigDecimal from, BigDecimal to, WithheldLog.Reason reason) {

    /** Done (now or before under the same key), nothing to do, or not done. */
    public enum LimitChangeOutcome {
        CHANGED,
        UNCHANGED,
        WITHHELD
    }

    static LimitChangeResult changed(BigDecimal from, BigDecimal to) {
        return new LimitChangeResult(LimitChangeOutcome.CHANGED, from, to, null);
    }

    static LimitChangeResult unchanged(BigDecimal limit) {
        return new LimitChangeResult(LimitChangeOutcome.UNCHANGED, limit, limit, null);
    }

    static LimitChangeResult withheld(BigDecimal limit, WithheldLog.Reason reason) {
        return new LimitChangeResult(LimitChangeOutcome.WITHHELD, limit, limit, reason);
    }
}
