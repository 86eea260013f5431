package io.perennial.journey;

/** What a person approves or refuses; stored by name. */
public enum ApprovalSubject {
    REGISTRATION,
    LIMIT_RAISE,
    INSTALLMENT,
    /** Approved means: the credit is frozen. */
    FREEZE
}
