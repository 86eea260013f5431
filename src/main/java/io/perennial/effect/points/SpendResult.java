package io.perennial.effect.points;

import io.perennial.effect.points.Statement.LotPoints;
import java.util.List;

/**
 * What became of the wish to spend points.
 *
 * @param lots which lots gave how many; empty when there were too few
 */
public record SpendResult(SpendOutcome outcome, List<LotPoints> lots) {

    /** Spent (now or before under the same key), or not. */
    public enum SpendOutcome {
        SPENT,
        TOO_FEW
    }
}
