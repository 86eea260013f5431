package io.perennial.effect.callback;

/** Why a customer is called: to stay with us, or to talk about hardship. */
public enum CallbackKind {
    CHURN,
    HARDSHIP
}
