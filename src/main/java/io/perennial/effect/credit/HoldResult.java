package io.perennial.effect.credit;

/**
 * What became of the wish to hold a part of the limit.
 *
 * @param refusal why nothing is held; null when it is
 */
public record HoldResult(State state, Refusal refusal) {

    /** Where a hold stands. */
    public enum State {
        RESERVED,
        USED,
        RELEASED
    }

    /** Why a hold is refused: no new credit for this customer, more than is available, or no such hold in that state. */
    public enum Refusal {
        FROZEN,
        AT_RISK,
        FACTS_MISSING,
        OVER_LIMIT,
        NOT_HELD
    }

    static HoldResult in(State state) {
        return new HoldResult(state, null);
    }

    static HoldResult refused(Refusal refusal) {
        return new HoldResult(null, refusal);
    }

    public boolean isRefused() {
        return refusal != null;
    }
}
