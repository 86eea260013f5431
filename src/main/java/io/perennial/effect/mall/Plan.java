package io.perennial.effect.mall;

import io.perennial.effect.mall.Eligibility.Verdict;
import java.math.BigDecimal;
import java.util.List;

/**
 * A way to pay for a purchase, in yuan.
 *
 * @param principal what is lent, and what the limit would hold
 * @param monthlyPayment what is paid each month; the last payment may differ by a few cents
 * @param apr annual percentage rate, in percent, by the internal rate of return
 * @param couponId the coupon that is counted in, the one that saves most; null for none
 * @param couponSaves what that coupon saves
 * @param eligibility what would come of an application now
 * @param reasonCode why it would be reviewed or declined; null when it would be approved
 * @param reason the same for the customer
 */
public record Plan(
        int periods,
        BigDecimal principal,
        BigDecimal monthlyPayment,
        BigDecimal totalInterest,
        BigDecimal totalFee,
        BigDecimal apr,
        List<String> perks,
        String couponId,
        BigDecimal couponSaves,
        Verdict eligibility,
        String reasonCode,
        String reason,
        List<Instalment> schedule) {}
