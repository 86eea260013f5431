package io.perennial.effect.coupon;

import java.math.BigDecimal;

/**
 * An offer's budget, and how much of it is issued and not expired or revoked.
 *
 * @param amount yuan
 * @param customerCount coupons per customer; null for no limit
 * @param customerAmount yuan per customer; null for no limit
 * @param amountIssued yuan
 */
public record OfferBudget(
        String offer,
        long count,
        BigDecimal amount,
        Long customerCount,
        BigDecimal customerAmount,
        long countIssued,
        BigDecimal amountIssued) {}
