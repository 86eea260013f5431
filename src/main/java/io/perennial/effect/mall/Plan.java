package io.perennial.effect.mall;

import io.perennial.effect.mall.Eligibility.EligibilityOutcome;
import java.math.BigDecimal;
import java.util.List;

/**
 * One way to pay for a purchase in instalments, in yuan.
 *
 * @param principal the amount lent and held of the limit
 * @param monthlyPayment what is paid each month; the last payment may differ by a few cents
 * @param apr annual percentage rate, in percent, by the internal rate of return
 * @param couponId the coupon the plan is calculated with, the one that saves most; null for none
 * @param couponSaves what that coupon saves
 * @param eligibility the decision on an application sent now
 * @param reasonCode why it would be reviewed or declined; null when it would be approved
 * @param reason text of the reason for the customer
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
        EligibilityOutcome eligibility,
        String reasonCode,
        String reason,
        List<Instalment> schedule) {}
