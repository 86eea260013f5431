package io.perennial.strategy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A proposed change of a decision table, and what became of it.
 *
 * @param changeId    also the id of the process instance that carries it
 * @param baseVersion the version it was compared with
 * @param version     the version it became, or the one that took it back
 * @param decidedBy   who approved, rejected or reversed it last
 * @param dmn         the proposed model; only where one change is asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StrategyChange(
        String changeId,
        String decision,
        int baseVersion,
        State state,
        String proposedBy,
        Instant proposedAt,
        String reason,
        List<ChangedCell> changes,
        Integer version,
        String decidedBy,
        Instant decidedAt,
        String note,
        String dmn) {

    /** Waiting, decided, and what followed; a change passes through each at most once. */
    public enum State {
        PROPOSED,
        APPROVED,
        REJECTED,
        EXPIRED,
        IN_FORCE,
        OVERTAKEN,
        REVERSED
    }
}
