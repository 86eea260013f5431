package io.perennial.credit;

import io.perennial.feedback.Withheld;
import java.math.BigDecimal;

/**
 * What became of a wish to change a customer's credit.
 *
 * @param from the limit before, in yuan
 * @param to the limit after, in yuan
 * @param reason why it was withheld: RISK while frozen, CAPPED when the limit is at its cap; null when it was not
 */
public record LimitChange(Outcome outcome, BigDecimal from, BigDecimal to, Withheld.Reason reason) {

    /** Done (now or before under the same key), nothing to do, or not done. */
    public enum Outcome {
        CHANGED,
        UNCHANGED,
        WITHHELD
    }

    static LimitChange changed(BigDecimal from, BigDecimal to) {
        return new LimitChange(Outcome.CHANGED, from, to, null);
    }

    static LimitChange unchanged(BigDecimal limit) {
        return new LimitChange(Outcome.UNCHANGED, limit, limit, null);
    }

    static LimitChange withheld(BigDecimal limit, Withheld.Reason reason) {
        return new LimitChange(Outcome.WITHHELD, limit, limit, reason);
    }
}
