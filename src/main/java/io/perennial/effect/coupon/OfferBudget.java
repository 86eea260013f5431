package io.perennial.effect.coupon;

import java.math.BigDecimal;

/**
 * An offer's budget and what of it is issued and not expired or revoked.
 *
 * @param amount yuan
 * @param customerCount how many coupons one customer may have; null for any number
 * @param customerAmount yuan for one customer; null for any amount
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
