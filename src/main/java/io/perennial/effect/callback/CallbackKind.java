package io.perennial.effect.callback;

/** Reason of a callback: possible churn, or hardship. */
public enum CallbackKind {
    CHURN,
    HARDSHIP
}
