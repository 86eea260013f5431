package io.perennial.profile;

/** How valuable or endangered a customer is (分层). */
public enum Tier {
    HIGH_VALUE,
    POTENTIAL,
    RISK,
    STANDARD
}
