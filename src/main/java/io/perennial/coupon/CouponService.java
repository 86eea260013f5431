package io.perennial.coupon;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.coupon.Coupon.State;
import io.perennial.coupon.CouponRepository.Due;
import io.perennial.coupon.CouponRepository.Locked;
import io.perennial.coupon.CouponRepository.Move;
import io.perennial.coupon.CouponRepository.NewCoupon;
import io.perennial.feedback.Holdout;
import io.perennial.feedback.Withheld;
import io.perennial.feedback.Withheld.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gives coupons within their offers' budgets, lets each be used once, and takes back what expires. */
@Service
public class CouponService {

    private static final String COUPON_ISSUED = "COUPON_ISSUED";

    private final CouponRepository repository;
    private final Offers offers;
    private final Holdout holdout;
    private final Withheld withheld;
    private final Sequence sequence;
    private final BusinessClock clock;

    CouponService(
            CouponRepository repository,
            Offers offers,
            Holdout holdout,
            Withheld withheld,
            Sequence sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.offers = offers;
        this.holdout = holdout;
        this.withheld = withheld;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Gives the customer a coupon of the offer, once per key, unless the customer is held out (HOLDOUT), the coupon is
     * credit and the customer's credit is frozen (RISK), or the offer's budget is used up (BUDGET). The caller holds the
     * customer's lock.
     *
     * @throws IllegalArgumentException when there is no such offer
     * @throws Refused KEY_REUSED when the key stands for another customer or offer
     */
    @Transactional
    public Issued issue(String key, String customerId, String offer, String cause) {
        Offer terms = offers.get(offer);
        Optional<CouponRepository.Earlier> earlier = repository.issuedBy(key);
        if (earlier.isPresent()) {
            if (!earlier.get().isOf(customerId, offer)) {
                throw Refused.keyReused(key);
            }
            return Issued.already(earlier.get().couponId());
        }
        Optional<Reason> withheldBefore = withheld.earlier(key, customerId, COUPON_ISSUED, offer);
        if (withheldBefore.isPresent()) {
            return Issued.withheld(withheldBefore.get());
        }
        if (holdout.holds(customerId)) {
            return withhold(key, customerId, offer, Reason.HOLDOUT, cause);
        }
        if (terms.type().isCredit() && repository.isFrozen(customerId)) {
            return withhold(key, customerId, offer, Reason.RISK, cause);
        }
        BigDecimal cost = terms.estimate().setScale(2, RoundingMode.HALF_UP);
        if (!repository.takeFromBudget(offer, cost)) {
            return withhold(key, customerId, offer, Reason.BUDGET, cause);
        }
        Instant now = clock.instant();
        NewCoupon coupon = new NewCoupon(
                "CP" + Long.toString(sequence.next(), Character.MAX_RADIX).toUpperCase(Locale.ROOT),
                key,
                customerId,
                offer,
                terms,
                cost,
                now,
                now.plus(Duration.ofDays(terms.validDays())));
        repository.insert(coupon);
        repository.insertMoves(
                List.of(new Move(sequence.next(), coupon.couponId(), customerId, State.ISSUED, cause)), now);
        return Issued.now(coupon.couponId());
    }

    private Issued withhold(String key, String customerId, String offer, Reason reason, String cause) {
        return Issued.withheld(withheld.record(key, customerId, COUPON_ISSUED, offer, reason, cause));
    }

    /**
     * Uses the coupon for an order. The same redemption and order again get the same answer.
     *
     * @throws org.springframework.dao.DuplicateKeyException when two coupons are redeemed under one id at the same moment
     */
    @Transactional
    public Redemption redeem(String couponId, String redemptionId, String orderId) {
        Locked coupon = repository.lock(couponId).orElse(null);
        if (coupon == null) {
            return new Redemption(null, Redemption.Refusal.UNKNOWN_COUPON);
        }
        Redemption.Refusal refusal = refusal(coupon, couponId, redemptionId, orderId);
        if (refusal == null && coupon.state() != State.REDEEMED) {
            repository.redeem(couponId, redemptionId, orderId);
            String cause = "redemption " + redemptionId + " for order " + orderId;
            repository.insertMoves(
                    List.of(new Move(sequence.next(), couponId, coupon.customerId(), State.REDEEMED, cause)),
                    clock.instant());
        }
        return new Redemption(repository.get(couponId), refusal);
    }

    private Redemption.Refusal refusal(Locked coupon, String couponId, String redemptionId, String orderId) {
        Optional<String> redeemedUnderThisId = repository.redeemedBy(redemptionId);
        if (redeemedUnderThisId.isPresent()) {
            boolean again = redeemedUnderThisId.get().equals(couponId) && orderId.equals(coupon.orderId());
            return again ? null : Redemption.Refusal.KEY_REUSED;
        }
        return switch (coupon.state()) {
            case REDEEMED -> Redemption.Refusal.ALREADY_REDEEMED;
            case REVOKED -> Redemption.Refusal.REVOKED;
            case EXPIRED -> Redemption.Refusal.EXPIRED;
            case RESERVED -> null;
            case ISSUED -> clock.instant().isBefore(coupon.expiresAt()) ? null : Redemption.Refusal.EXPIRED;
        };
    }

    /**
     * Expires the due coupons of all customers from one id to another, both included, and gives their budget back.
     *
     * @return how many
     */
    @Transactional
    public int expire(String fromCustomerId, String toCustomerId) {
        Instant now = clock.instant();
        List<Due> expired = repository.expire(repository.due(fromCustomerId, toCustomerId, now));
        repository.insertMoves(
                expired.stream()
                        .map(due -> new Move(
                                sequence.next(), due.couponId(), due.customerId(), State.EXPIRED, "its days are over"))
                        .toList(),
                now);
        repository.giveBackToBudgets(expired);
        return expired.size();
    }

    /** The customer's coupons, newest first. */
    public List<Coupon> of(String customerId) {
        return repository.of(customerId);
    }

    /** Sets an offer's budget; what is issued already counts. Empty when there is no such offer. */
    @Transactional
    public Optional<OfferBudget> setBudget(String offer, long count, BigDecimal amount) {
        if (!offers.has(offer)) {
            return Optional.empty();
        }
        repository.setBudget(offer, count, amount);
        return Optional.of(repository.budget(offer));
    }

    boolean knows(String customerId) {
        return repository.knows(customerId);
    }
}
