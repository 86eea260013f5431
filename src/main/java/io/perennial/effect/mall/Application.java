package io.perennial.effect.mall;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An application to pay for a purchase in instalments.
 *
 * @param hash of the request as it was sent
 * @param couponCost what the coupon costs the lender when it is used, in yuan; null for the cost it was issued with
 * @param earlyFeeRate fee for early repayment, as a part of the outstanding principal
 * @param reasonCode why it is in review or was declined; null when neither
 * @param processInstanceId the process that waits for its review; null when it was never in review
 * @param closedAs how an approved plan ended: SETTLED or CANCELLED; null while it runs
 */
record Application(
        String applicationId,
        String hash,
        Purchase purchase,
        String couponId,
        BigDecimal couponCost,
        Terms terms,
        BigDecimal earlyFeeRate,
        List<String> perks,
        Instant appliedAt,
        Status status,
        String reasonCode,
        String orderId,
        String processInstanceId,
        String closedAs) {

    /** State of an application. RECEIVED is visible only in the transaction that decides it. */
    enum Status {
        RECEIVED,
        IN_REVIEW,
        APPROVED,
        DECLINED;

        boolean isOpen() {
            return this == RECEIVED || this == IN_REVIEW;
        }
    }

    String customerId() {
        return purchase.customerId();
    }

    /** The order that an approval places. */
    String mallOrderId() {
        return orderIdOf(applicationId);
    }

    static String orderIdOf(String applicationId) {
        return Bills.ID_PREFIX + applicationId;
    }
}
