package io.perennial.effect.callback;

/** Outcome of a callback. */
public enum CallbackOutcome {
    WILL_RETURN,
    HARDSHIP,
    NOT_REACHED,
    REFUSED
}
