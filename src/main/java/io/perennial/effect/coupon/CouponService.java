package io.perennial.effect.coupon;

import io.perennial.effect.coupon.Coupon.State;
import io.perennial.effect.coupon.CouponRepository.CouponTransition;
import io.perennial.effect.coupon.CouponRepository.ExpiringCoupon;
import io.perennial.effect.coupon.CouponRepository.IssuedCoupon;
import io.perennial.effect.coupon.CouponRepository.LockedCoupon;
import io.perennial.effect.coupon.CouponRepository.NewCoupon;
import io.perennial.effect.coupon.CouponRepository.Order;
import io.perennial.effect.coupon.RedemptionResult.Refusal;
import io.perennial.effect.credit.RiskGate;
import io.perennial.effect.holdout.Holdout;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Issues coupons within the budgets of their offers; reserves, redeems, releases, revokes and expires them. */
@Service
public class CouponService {

    private static final String COUPON_ISSUED = "COUPON_ISSUED";

    private final CouponRepository repository;
    private final Offers offers;
    private final Holdout holdout;
    private final WithheldLog withheld;
    private final RiskGate riskGate;
    private final CouponStrengths strengths;
    private final ObjectProvider<CouponRedemptionListener> redemptionListeners;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    CouponService(
            CouponRepository repository,
            Offers offers,
            Holdout holdout,
            WithheldLog withheld,
            RiskGate riskGate,
            CouponStrengths strengths,
            ObjectProvider<CouponRedemptionListener> redemptionListeners,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.offers = offers;
        this.holdout = holdout;
        this.withheld = withheld;
        this.riskGate = riskGate;
        this.strengths = strengths;
        this.redemptionListeners = redemptionListeners;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Issues a coupon of the offer at the strength the tuner chooses, once per key. Withheld when the customer is held out
     * (HOLDOUT), when the coupon grants credit and the customer may not be lent more (RISK), and when the budget of the offer is
     * used up, in total or for this customer (BUDGET). RISK and BUDGET are temporary: a repeated call with the same key may
     * issue the coupon. The caller holds the customer's lock.
     *
     * @throws IllegalArgumentException when there is no such offer
     * @throws ApiException KEY_REUSED when the key was used for another customer or offer
     */
    @Transactional
    public IssueResult issue(String key, String customerId, String offer, String cause) {
        return issue(key, customerId, offer, cause, false);
    }

    /** Issues a coupon that the customer pays for; the holdout does not apply. */
    @Transactional
    public IssueResult issuePurchased(String key, String customerId, String offer, String cause) {
        return issue(key, customerId, offer, cause, true);
    }

    private IssueResult issue(String key, String customerId, String offer, String cause, boolean purchased) {
        Offer terms = offers.get(offer);
        Optional<IssuedCoupon> earlier = repository.issuedBy(key).or(() -> repository.issuedOnce(key, customerId));
        if (earlier.isPresent()) {
            if (!earlier.get().isOf(customerId, offer)) {
                throw ApiException.keyReused(key);
            }
            return IssueResult.issuedBefore(earlier.get().couponId());
        }
        Optional<Reason> withheldBefore = withheld.permanentReason(key, customerId, COUPON_ISSUED, offer);
        if (withheldBefore.isPresent()) {
            return IssueResult.withheld(withheldBefore.get());
        }
        if (!purchased && holdout.isHeldOutFrom(customerId, offer)) {
            return withhold(key, customerId, offer, Reason.HOLDOUT, cause);
        }
        if (terms.type().isCredit() && riskGate.check(customerId).isPresent()) {
            return withhold(key, customerId, offer, Reason.RISK, cause);
        }
        BigDecimal strength = strengths.choose(key, offer, terms);
        BigDecimal cost = terms.estimateAt(strength);
        if (!repository.isWithinCustomerLimits(customerId, offer, cost, clock.instant())
                || !repository.reserveBudget(offer, cost)) {
            strengths.release(offer, terms, strength);
            return withhold(key, customerId, offer, Reason.BUDGET, cause);
        }
        Instant now = clock.instant();
        NewCoupon coupon = new NewCoupon(
                "CP" + Long.toString(sequence.next(), Character.MAX_RADIX).toUpperCase(Locale.ROOT),
                key,
                customerId,
                offer,
                terms.with(strength),
                cost,
                now,
                now.plus(Duration.ofDays(terms.validDays())));
        repository.insert(coupon);
        repository.insertTransitions(
                List.of(new CouponTransition(
                        sequence.next(), "issue:" + key, coupon.couponId(), customerId, State.ISSUED, cause)),
                now);
        return IssueResult.issued(coupon.couponId());
    }

    private IssueResult withhold(String key, String customerId, String offer, Reason reason, String cause) {
        withheld.record(key, customerId, COUPON_ISSUED, offer, reason, cause);
        return IssueResult.withheld(reason);
    }

    /**
     * Reserves the customer's coupon for one purchase of that category, until it is redeemed under the same id or released. The
     * same reservation again returns the same result.
     */
    @Transactional
    public RedemptionResult reserve(
            String reservationId, String couponId, String customerId, String category, String cause) {
        return transition("reserve:" + reservationId, couponId, (key, coupon) -> {
            boolean owned = coupon.customerId().equals(customerId);
            boolean fits = coupon.category() == null || coupon.category().equals(category);
            Refusal refusal = !owned
                    ? Refusal.UNKNOWN_COUPON
                    : coupon.state() == State.RESERVED ? Refusal.RESERVED : refusalByState(coupon);
            if (refusal != null || !fits) {
                return refusal == null ? Refusal.OTHER_CATEGORY : refusal;
            }
            repository.setState(couponId, State.RESERVED, reservationId);
            record(key, couponId, coupon, State.RESERVED, cause);
            return null;
        });
    }

    /** Releases a reserved coupon; one that has passed its expiry date expires. */
    @Transactional
    public RedemptionResult release(String reservationId, String couponId, String cause) {
        return transition("release:" + reservationId, couponId, (key, coupon) -> {
            if (!reservationId.equals(coupon.reservationId()) || coupon.state() != State.RESERVED) {
                return Refusal.NOT_RESERVED;
            }
            boolean expired = !clock.instant().isBefore(coupon.expiresAt());
            State state = expired ? State.EXPIRED : State.ISSUED;
            repository.setState(couponId, state, null);
            record(key, couponId, coupon, state, cause);
            if (expired) {
                releaseBudget(couponId, coupon);
            }
            return null;
        });
    }

    /** Revokes a coupon that is neither redeemed nor reserved, and releases its budget. */
    @Transactional
    public RedemptionResult revoke(String revocationId, String couponId, String cause) {
        return transition("revoke:" + revocationId, couponId, (key, coupon) -> {
            Refusal refusal = switch (coupon.state()) {
                case ISSUED -> null;
                case RESERVED -> Refusal.RESERVED;
                case REDEEMED -> Refusal.ALREADY_REDEEMED;
                case EXPIRED -> Refusal.EXPIRED;
                case REVOKED -> Refusal.REVOKED;
            };
            if (refusal == null) {
                repository.setState(couponId, State.REVOKED, null);
                record(key, couponId, coupon, State.REVOKED, cause);
                releaseBudget(couponId, coupon);
            }
            return refusal;
        });
    }

    /**
     * {@link #redeem(String, String, String, BigDecimal) Redeems} the coupon at the cost it was issued with, if it fits the order;
     * redeeming a limit ticket raises the limit.
     *
     * @param category of the order; null when unknown
     * @param amount of the order before the coupon, in yuan; null when unknown
     * @throws io.perennial.platform.api.ApiException RISK or CAPPED when the limit cannot be raised now
     */
    @Transactional
    public RedemptionResult redeem(
            String couponId, String redemptionId, String orderId, String category, BigDecimal amount) {
        repository.lockHolder(couponId);
        LockedCoupon coupon = repository.lock(couponId).orElse(null);
        boolean redeemedBefore = repository.redeemedBy(redemptionId).isPresent();
        if (coupon != null && !redeemedBefore && refusalNow(coupon, redemptionId) == null) {
            Refusal mismatch = mismatch(couponId, coupon, orderId, category, amount);
            if (mismatch != null) {
                return new RedemptionResult(current(couponId), mismatch);
            }
        }
        RedemptionResult redemption = redeem(couponId, redemptionId, orderId, null);
        if (redemption.refusal() == null && !redeemedBefore && coupon.type() == CouponType.LIMIT_TICKET) {
            redemptionListeners.forEach(listener -> listener.onRedeemed(redemption.coupon(), coupon.customerId()));
        }
        return redemption;
    }

    /** Why the coupon does not fit the order, by the known order or else by what was sent with the redemption. */
    private Refusal mismatch(String couponId, LockedCoupon coupon, String orderId, String category, BigDecimal amount) {
        Order order = repository.order(coupon.customerId(), orderId).orElse(Order.UNKNOWN);
        String orderCategory = order.category() == null ? category : order.category();
        BigDecimal orderAmount = amount == null ? order.amount() : amount;
        if (order.cancelled()) {
            return Refusal.ORDER_CANCELLED;
        }
        if (coupon.category() != null
                && orderCategory != null
                && !coupon.category().equals(orderCategory)) {
            return Refusal.OTHER_CATEGORY;
        }
        if (coupon.type() == CouponType.CASH_OFF && orderAmount != null && orderAmount.compareTo(coupon.value()) < 0) {
            return Refusal.BELOW_MINIMUM;
        }
        boolean second = CouponType.REDUCING.contains(coupon.type())
                && repository.isReduced(coupon.customerId(), orderId, couponId, CouponType.REDUCING);
        return second ? Refusal.ORDER_HAS_COUPON : null;
    }

    /**
     * Redeems the coupon for an order; a reserved one only under the id of its reservation. The same redemption and order again
     * return the same result.
     *
     * @param cost what it costs in yuan, such as the interest waived; the offer's budget is corrected by the difference; null
     *     for the cost it was issued with
     * @throws org.springframework.dao.DuplicateKeyException when two coupons are redeemed under one id at the same moment
     */
    @Transactional
    public RedemptionResult redeem(String couponId, String redemptionId, String orderId, BigDecimal cost) {
        LockedCoupon coupon = repository.lock(couponId).orElse(null);
        if (coupon == null) {
            return new RedemptionResult(null, Refusal.UNKNOWN_COUPON);
        }
        Refusal refusal = redemptionRefusal(coupon, couponId, redemptionId, orderId);
        if (refusal == null && coupon.state() != State.REDEEMED) {
            BigDecimal actualCost = cost == null ? coupon.cost() : cost.setScale(2, RoundingMode.HALF_UP);
            repository.redeem(couponId, redemptionId, orderId, actualCost);
            String cause = "redemption " + redemptionId + " for order " + orderId;
            record("redeem:" + redemptionId, couponId, coupon, State.REDEEMED, cause);
            repository.correctBudget(coupon.offer(), actualCost.subtract(coupon.cost()));
        }
        return new RedemptionResult(current(couponId), refusal);
    }

    private Refusal redemptionRefusal(LockedCoupon coupon, String couponId, String redemptionId, String orderId) {
        Optional<String> redeemedUnderThisId = repository.redeemedBy(redemptionId);
        if (redeemedUnderThisId.isPresent()) {
            boolean again = redeemedUnderThisId.get().equals(couponId) && orderId.equals(coupon.orderId());
            return again ? null : Refusal.KEY_REUSED;
        }
        return refusalNow(coupon, redemptionId);
    }

    /** Why the coupon cannot be redeemed now; a reserved one can under the id of its reservation. */
    private Refusal refusalNow(LockedCoupon coupon, String redemptionId) {
        boolean reserved = coupon.state() == State.RESERVED && redemptionId.equals(coupon.reservationId());
        return reserved && !coupon.erased() ? null : refusalByState(coupon);
    }

    private Coupon current(String couponId) {
        return repository.get(couponId).asOf(clock.instant());
    }

    private Refusal refusalByState(LockedCoupon coupon) {
        if (coupon.erased()) {
            return Refusal.ERASED;
        }
        return switch (coupon.state()) {
            case REDEEMED -> Refusal.ALREADY_REDEEMED;
            case REVOKED -> Refusal.REVOKED;
            case EXPIRED -> Refusal.EXPIRED;
            case RESERVED -> Refusal.RESERVED;
            case ISSUED -> clock.instant().isBefore(coupon.expiresAt()) ? null : Refusal.EXPIRED;
        };
    }

    private interface Transition {
        /** Changes the locked coupon, or returns why not. */
        Refusal apply(String key, LockedCoupon coupon);
    }

    private RedemptionResult transition(String key, String couponId, Transition transition) {
        LockedCoupon coupon = repository.lock(couponId).orElse(null);
        if (coupon == null) {
            return new RedemptionResult(null, Refusal.UNKNOWN_COUPON);
        }
        Optional<String> before = repository.couponOfTransition(key);
        Refusal refusal = before.isEmpty()
                ? transition.apply(key, coupon)
                : before.get().equals(couponId) ? null : Refusal.KEY_REUSED;
        return new RedemptionResult(current(couponId), refusal);
    }

    private void record(String key, String couponId, LockedCoupon coupon, State state, String cause) {
        repository.insertTransitions(
                List.of(new CouponTransition(sequence.next(), key, couponId, coupon.customerId(), state, cause)),
                clock.instant());
    }

    private void releaseBudget(String couponId, LockedCoupon coupon) {
        repository.releaseBudgets(
                List.of(new ExpiringCoupon(couponId, coupon.customerId(), coupon.offer(), coupon.cost())));
    }

    /**
     * Expires the due coupons of all customers from one id to another, both included, and releases their budget.
     *
     * @return the number of expired coupons
     */
    @Transactional
    public int expire(String fromCustomerId, String toCustomerId) {
        Instant now = clock.instant();
        List<ExpiringCoupon> expired = repository.expire(repository.due(fromCustomerId, toCustomerId, now));
        repository.insertTransitions(
                expired.stream()
                        .map(due -> new CouponTransition(
                                sequence.next(),
                                "expire:" + due.couponId(),
                                due.couponId(),
                                due.customerId(),
                                State.EXPIRED,
                                "its days are over"))
                        .toList(),
                now);
        repository.releaseBudgets(expired);
        return expired.size();
    }

    /** The customer's coupons, newest first. */
    public List<Coupon> couponsOf(String customerId) {
        Instant now = clock.instant();
        return repository.couponsOf(customerId).stream()
                .map(coupon -> coupon.asOf(now))
                .toList();
    }

    /** Sets an offer's budget, which issued coupons count against. Empty when there is no such offer. */
    @Transactional
    public Optional<OfferBudget> setBudget(String offer, long count, BigDecimal amount) {
        return setBudget(offer, new Offer.Budget(count, amount, null, null));
    }

    /** Sets an offer's budget; a limit for one customer that is not named stays as it is. Empty when there is no such offer. */
    @Transactional
    public Optional<OfferBudget> setBudget(String offer, Offer.Budget budget) {
        if (!offers.has(offer)) {
            return Optional.empty();
        }
        repository.setBudget(offer, budget);
        return Optional.of(repository.budget(offer));
    }

    boolean knows(String customerId) {
        return repository.knows(customerId);
    }
}
