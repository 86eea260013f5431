package io.perennial.decision.strategy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A proposed change of a decision table, or of models that come as files, and what became of it.
 *
 * @param changeId    also the id of the process instance that carries it
 * @param decision    the table's id; for files their names
 * @param baseVersion the version of the table it was compared with; 0 for files
 * @param version     the version the table became, or the one that took it back
 * @param decidedBy   who approved, rejected or reversed it last
 * @param dmn         the proposed table; only where one change is asked for
 * @param files       the proposed files by name; only where one change is asked for
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
        String dmn,
        Map<String, String> files) {

    /** Waiting, decided, and what followed; a change passes through each at most once. */
    public enum State {
        PROPOSED,
        APPROVED,
        REJECTED,
        EXPIRED,
        IN_FORCE,
        /** Another change came first; it was never in force. */
        OVERTAKEN,
        REVERSED,
        /** It was in force until another version took its place, whichever way that came. */
        SUPERSEDED
    }

    StrategyChange withState(State now) {
        return new StrategyChange(
                changeId,
                decision,
                baseVersion,
                now,
                proposedBy,
                proposedAt,
                reason,
                changes,
                version,
                decidedBy,
                decidedAt,
                note,
                dmn,
                files);
    }
}
