package io.perennial.effect.mall;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An application to pay for a purchase in instalments, as it stands.
 *
 * @param hash equal for equal content as it was sent
 * @param couponCost what the coupon costs the house when it is used, in yuan; null for what it was issued with
 * @param earlyFeeRate part of what is outstanding that early repayment costs
 * @param reasonCode why it is reviewed or was declined; null when it is neither
 * @param processInstanceId the process that waits for a review; null when none ever did
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

    /** Where an application stands. RECEIVED is seen by nobody outside the transaction that decides. */
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
        return Bills.PREFIX + applicationId;
    }
}
