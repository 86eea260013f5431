package io.perennial.callback;

/** What came of a call. */
public enum Outcome {
    WILL_RETURN,
    HARDSHIP,
    NOT_REACHED,
    REFUSED
}
