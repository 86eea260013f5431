package io.perennial.effect.mall;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An application as the API shows it.
 *
 * @param status APPROVED, IN_REVIEW or DECLINED
 * @param reason why it is reviewed or was declined, for the customer
 * @param apr annual percentage rate, in percent
 * @param closedAs how an approved plan ended: SETTLED or CANCELLED
 * @param creditBalance what the customer has paid beyond all bills, in yuan; later bills use it first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ApplicationView(
        String applicationId,
        String customerId,
        Application.Status status,
        String reason,
        String reasonCode,
        String orderId,
        String category,
        String product,
        BigDecimal price,
        BigDecimal principal,
        int periods,
        BigDecimal monthlyPayment,
        BigDecimal apr,
        String couponId,
        List<String> perks,
        Instant appliedAt,
        String closedAs,
        BigDecimal creditBalance,
        List<Bills.Bill> schedule) {}
