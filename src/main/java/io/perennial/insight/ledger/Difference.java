package io.perennial.insight.ledger;

/**
 * Where the books disagree.
 *
 * @param check which check found it
 * @param id of whom or what: a customer, a lot, a coupon, an offer …
 * @param kept what is kept
 * @param computed what its entries say
 */
public record Difference(String check, String id, String kept, String computed) {}
