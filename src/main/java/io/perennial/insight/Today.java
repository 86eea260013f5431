package io.perennial.insight;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** Numbers of today and current totals, defined in {@code insight/definitions.yaml}. */
record Today(
        LocalDate day,
        Instant at,
        long customers,
        long registrations,
        long activeCustomers,
        long activations,
        long orders,
        BigDecimal spend,
        long couponsIssued,
        long couponsRedeemed,
        BigDecimal couponCost,
        long messages,
        long withheld,
        long churnWarnings,
        long returned,
        long lost,
        long callbacksCreated,
        long callbacksDone,
        long openTasks,
        long journeysRunning,
        long jobsDue,
        long jobsOldestMinutes,
        double jobsPerSecond,
        Long jobsMinutesLeft) {}
