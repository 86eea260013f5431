package io.perennial.effect.points;

import io.perennial.effect.points.Statement.LotPoints;
import java.util.List;

/**
 * Result of spending points.
 *
 * @param lots the lots and how many points each gave; empty when there were too few
 */
public record SpendResult(SpendOutcome outcome, List<LotPoints> lots) {

    /** Spent (now or before under the same key), or not. */
    public enum SpendOutcome {
        SPENT,
        TOO_FEW
    }
}
