package io.perennial.customer.profile;

/** How valuable or endangered a customer is (分层). */
public enum Tier {
    HIGH_VALUE,
    POTENTIAL,
    RISK,
    STANDARD
}
