package io.perennial.decision.strategy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A proposed change of a decision table, or of models proposed as files, with its state.
 *
 * @param changeId    also the id of its process instance
 * @param decision    the table's id; for files their names
 * @param baseVersion the version of the table it was compared with; 0 for files
 * @param version     the version the table became, or of the reversal
 * @param decidedBy   the last user who approved, rejected or reversed it
 * @param dmn         the proposed table; only in the details of one change
 * @param files       the proposed files by name; only in the details of one change
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

    /** Each state is reached at most once. */
    public enum State {
        PROPOSED,
        APPROVED,
        REJECTED,
        EXPIRED,
        IN_FORCE,
        /** Another change was deployed first; it was never in force. */
        OVERTAKEN,
        REVERSED,
        /** It was in force until another version was deployed. */
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
