package io.perennial.effect.credit;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A customer's credit, in yuan.
 *
 * @param assessedAt time of the assessment that set the limit last; null before the first
 */
public record Account(String customerId, BigDecimal limit, BigDecimal used, boolean frozen, Instant assessedAt) {

    static Account none(String customerId) {
        return new Account(customerId, BigDecimal.ZERO.setScale(2), BigDecimal.ZERO.setScale(2), false, null);
    }

    /** The amount that may still be borrowed; 0 when more is used than the limit allows now. */
    public BigDecimal available() {
        return limit.subtract(used).max(BigDecimal.ZERO.setScale(2));
    }

    Account withLimit(BigDecimal newLimit) {
        return new Account(customerId, newLimit, used, frozen, assessedAt);
    }

    Account withFrozen(boolean nowFrozen) {
        return new Account(customerId, limit, used, nowFrozen, assessedAt);
    }

    Account withAssessedAt(Instant at) {
        return new Account(customerId, limit, used, frozen, at);
    }
}
