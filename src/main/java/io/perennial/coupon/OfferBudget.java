package io.perennial.coupon;

import java.math.BigDecimal;

/**
 * An offer's budget and what of it is issued and not expired or revoked.
 *
 * @param amount yuan
 * @param amountIssued yuan
 */
public record OfferBudget(String offer, long count, BigDecimal amount, long countIssued, BigDecimal amountIssued) {}
