package io.perennial.callback;

/** Why a customer is called: to stay with us, or to talk about hardship. */
public enum Kind {
    CHURN,
    HARDSHIP
}
