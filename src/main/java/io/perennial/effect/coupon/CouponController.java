package io.perennial.effect.coupon;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Money;
import io.perennial.platform.api.Texts;
import io.perennial.platform.audit.Audited;
import io.swagger.v3.oas.annotations.Operation;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class CouponController {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final int ORDER_ID_LENGTH = 128;
    private static final int CATEGORY_LENGTH = 32;
    private static final int REASON_LENGTH = 200;

    /**
     * @param category of the order's goods; optional, as the order itself may arrive later
     * @param amount of the order before the coupon, in yuan; optional as well
     */
    record RedemptionRequest(String redemptionId, String orderId, String category, BigDecimal amount) {}

    record RevocationRequest(String revocationId, String reason) {}

    record BudgetRequest(Long count, BigDecimal amount, Long customerCount, BigDecimal customerAmount) {}

    private final CouponService coupons;

    CouponController(CouponService coupons) {
        this.coupons = coupons;
    }

    @GetMapping("/customers/{customerId}/coupons")
    List<Coupon> coupons(@PathVariable String customerId) {
        if (!coupons.knows(customerId)) {
            throw ApiException.unknownCustomer(customerId);
        }
        return coupons.couponsOf(customerId);
    }

    @PostMapping("/coupons/{couponId}/redemptions")
    @Operation(
            summary = "Use a coupon for an order; the same redemption again gets the same answer",
            description = "category and amount (before the coupon) of the order may be left out; what is known of the"
                    + " order, or given here, must fit the coupon. An order takes one coupon that makes it cheaper."
                    + " Refused with OTHER_CATEGORY, BELOW_MINIMUM, ORDER_HAS_COUPON, ORDER_CANCELLED, ERASED and by"
                    + " the coupon's own state.")
    Coupon redeem(@PathVariable String couponId, @RequestBody RedemptionRequest request) {
        String redemptionId = request.redemptionId();
        String orderId = request.orderId();
        requireId("redemptionId", redemptionId);
        Texts.require("orderId", orderId, ORDER_ID_LENGTH);
        String category = request.category();
        if (category != null) {
            Texts.require("category", category, CATEGORY_LENGTH);
        }
        BigDecimal amount = request.amount() == null ? null : Money.of("amount", request.amount());
        try {
            RedemptionResult redemption = coupons.redeem(couponId, redemptionId, orderId, category, amount);
            if (redemption.refusal() != null) {
                throw refused(redemption.refusal(), couponId, redemptionId);
            }
            return redemption.coupon();
        } catch (DuplicateKeyException e) {
            throw ApiException.keyReused(redemptionId);
        }
    }

    @Audited
    @PostMapping("/coupons/{couponId}/revocations")
    Coupon revoke(@PathVariable String couponId, @RequestBody RevocationRequest request) {
        String revocationId = request.revocationId();
        String reason = request.reason();
        requireId("revocationId", revocationId);
        Texts.require("reason", reason, REASON_LENGTH);
        try {
            RedemptionResult revocation = coupons.revoke(revocationId, couponId, "revoked: " + reason);
            if (revocation.refusal() != null) {
                throw refused(revocation.refusal(), couponId, revocationId);
            }
            return revocation.coupon();
        } catch (DuplicateKeyException e) {
            throw ApiException.keyReused(revocationId);
        }
    }

    private static void requireId(String name, String id) {
        if (id == null || !ID.matcher(id).matches()) {
            throw ApiException.invalid(name + " must be 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
    }

    private static ApiException refused(RedemptionResult.Refusal refusal, String couponId, String redemptionId) {
        return switch (refusal) {
            case UNKNOWN_COUPON ->
                new ApiException(HttpStatus.NOT_FOUND, "UNKNOWN_COUPON", "There is no coupon " + couponId + ".");
            case ALREADY_REDEEMED -> conflict(refusal, "The coupon " + couponId + " was redeemed before.");
            case EXPIRED -> conflict(refusal, "The coupon " + couponId + " has expired.");
            case REVOKED -> conflict(refusal, "The coupon " + couponId + " was revoked.");
            case RESERVED -> conflict(refusal, "The coupon " + couponId + " is reserved for a purchase.");
            case NOT_RESERVED -> conflict(refusal, "The coupon " + couponId + " is not reserved under this id.");
            case ERASED ->
                new ApiException(
                        HttpStatus.GONE, refusal.name(), "The customer of the coupon " + couponId + " was erased.");
            case OTHER_CATEGORY -> conflict(refusal, "The coupon " + couponId + " is for other goods.");
            case BELOW_MINIMUM ->
                conflict(refusal, "The order is smaller than what the coupon " + couponId + " takes off.");
            case ORDER_CANCELLED -> conflict(refusal, "The order was cancelled.");
            case ORDER_HAS_COUPON -> conflict(refusal, "Another coupon was used for this order; it takes one.");
            case KEY_REUSED -> ApiException.keyReused(redemptionId);
        };
    }

    private static ApiException conflict(RedemptionResult.Refusal refusal, String message) {
        return new ApiException(HttpStatus.CONFLICT, refusal.name(), message);
    }

    @Audited
    @PutMapping("/offers/{offer}/budget")
    OfferBudget setBudget(@PathVariable String offer, @RequestBody BudgetRequest request) {
        if (request.count() == null || request.count() < 0) {
            throw ApiException.invalid("count must be a whole number, 0 or more.");
        }
        BigDecimal amount = Money.of("amount", request.amount());
        if (request.customerCount() != null && request.customerCount() < 0) {
            throw ApiException.invalid("customerCount must be a whole number, 0 or more.");
        }
        BigDecimal customerAmount =
                request.customerAmount() == null ? null : Money.of("customerAmount", request.customerAmount());
        return coupons.setBudget(
                        offer, new Offer.Budget(request.count(), amount, request.customerCount(), customerAmount))
                .orElseThrow(() ->
                        new ApiException(HttpStatus.NOT_FOUND, "UNKNOWN_OFFER", "There is no offer " + offer + "."));
    }
}
