package io.perennial.effect.credit;

/**
 * Result of reserving, using or releasing a part of the limit.
 *
 * @param refusal why it was refused; null when it was not
 */
public record HoldResult(State state, Refusal refusal) {

    /** State of a hold. */
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

    static HoldResult of(State state) {
        return new HoldResult(state, null);
    }

    static HoldResult refused(Refusal refusal) {
        return new HoldResult(null, refusal);
    }

    public boolean isRefused() {
        return refusal != null;
    }
}
