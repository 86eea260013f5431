package io.perennial.customer.profile;

/** Tier of a customer by value and risk (分层). */
public enum Tier {
    HIGH_VALUE,
    POTENTIAL,
    RISK,
    STANDARD
}
