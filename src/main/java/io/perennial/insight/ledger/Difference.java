package io.perennial.insight.ledger;

/**
 * Difference found by a ledger check.
 *
 * @param check name of the rule
 * @param id of the customer, lot, coupon, offer …
 * @param kept stored value
 * @param computed value computed from the entries
 */
public record Difference(String check, String id, String kept, String computed) {}
