package io.perennial.insight;

import java.math.BigDecimal;

/** Numbers of an offer, defined in {@code insight/definitions.yaml}. */
record OfferRow(
        String offer,
        long issued,
        long redeemed,
        BigDecimal redemptionRate,
        long expired,
        long revoked,
        BigDecimal cost,
        BigDecimal orderAmount,
        long won,
        long ignored,
        long lost,
        long heldOut,
        long outOfBudget,
        long otherwiseWithheld,
        Long budgetCount,
        Long budgetCountUsed,
        BigDecimal budgetAmount,
        BigDecimal budgetAmountUsed) {}
