package io.perennial.effect.callback;

/** What came of a call. */
public enum CallbackOutcome {
    WILL_RETURN,
    HARDSHIP,
    NOT_REACHED,
    REFUSED
}
