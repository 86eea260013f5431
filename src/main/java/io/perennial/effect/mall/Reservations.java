package io.perennial.effect.mall;

import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.RedemptionResult;
import io.perennial.effect.credit.HoldResult;
import io.perennial.effect.credit.HoldService;
import java.math.BigDecimal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Reserves, uses and releases limit and coupon of a purchase together: both or neither. */
@Service
public class Reservations {

    private final HoldService holds;
    private final CouponService coupons;
    private final TransactionTemplate nested;

    Reservations(HoldService holds, CouponService coupons, PlatformTransactionManager transactions) {
        this.holds = holds;
        this.coupons = coupons;
        this.nested = new TransactionTemplate(transactions);
        this.nested.setPropagationBehavior(TransactionTemplate.PROPAGATION_NESTED);
    }

    /**
     * Reserves the principal and, unless it is null, the coupon, under the purchase's id; the same again gets the same answer.
     *
     * @param principal yuan
     */
    @Transactional
    public ReservationResult reserve(
            String purchaseId,
            String customerId,
            BigDecimal principal,
            String couponId,
            String category,
            String cause) {
        return nested.execute(status -> {
            HoldResult hold = holds.reserve(purchaseId, customerId, principal, cause);
            if (hold.isRefused() || couponId == null) {
                return new ReservationResult(hold.refusal(), null);
            }
            RedemptionResult coupon = coupons.reserve(couponKey(purchaseId), couponId, customerId, category, cause);
            if (coupon.refusal() != null) {
                status.setRollbackOnly();
                return new ReservationResult(null, coupon.refusal());
            }
            return ReservationResult.ACCEPTED;
        });
    }

    /**
     * Uses what was reserved: the purchase is made.
     *
     * @param couponCost what the coupon costs in yuan; null for what it was issued with
     */
    @Transactional
    public ReservationResult use(
            String purchaseId, String couponId, String orderId, BigDecimal couponCost, String cause) {
        return nested.execute(status -> {
            HoldResult hold = holds.use(purchaseId, cause);
            if (hold.isRefused() || couponId == null) {
                return new ReservationResult(hold.refusal(), null);
            }
            RedemptionResult coupon = coupons.redeem(couponId, couponKey(purchaseId), orderId, couponCost);
            if (coupon.refusal() != null) {
                status.setRollbackOnly();
            }
            return new ReservationResult(null, coupon.refusal());
        });
    }

    /** The redemption id of a purchase. Its slash keeps it apart from the ids that callers choose. */
    private static String couponKey(String purchaseId) {
        return "mall/" + purchaseId;
    }

    /** Releases what was reserved: the purchase is not made. */
    @Transactional
    public ReservationResult release(String purchaseId, String couponId, String cause) {
        HoldResult hold = holds.release(purchaseId, cause);
        RedemptionResult.Refusal coupon = couponId == null || hold.isRefused()
                ? null
                : coupons.release(couponKey(purchaseId), couponId, cause).refusal();
        return new ReservationResult(hold.refusal(), coupon);
    }
}
