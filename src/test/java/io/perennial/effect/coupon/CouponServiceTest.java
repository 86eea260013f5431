package io.perennial.effect.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.coupon.Coupon.State;
import io.perennial.effect.coupon.IssueResult.IssueOutcome;
import io.perennial.effect.coupon.RedemptionResult.Refusal;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DuplicateKeyException;

class CouponServiceTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";
    private static final String OFFER = "appliance-200-off";

    @ParameterizedTest
    @MethodSource(BOTH)
    void oncePerCustomerCouponIsKeptOnceAfterAMerge(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String from = effects.customer();
        String into = effects.customer();
        Function<String, IssueResult> issue = id -> coupons.issue(
                "once:" + id + ":activation:Task_IssueCoupon:welcome-20-off", id, "welcome-20-off", "test");
        String first = issue.apply(from).couponId();
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(1)));
        String second = issue.apply(into).couponId();
        long before = issued(effects, "welcome-20-off");

        effects.locked(into, () -> {
            effects.get(CouponData.class).reassign(from, into);
            return null;
        });

        assertThat(states(effects, first)).containsExactly("ISSUED");
        assertThat(states(effects, second)).containsExactly("ISSUED", "REVOKED");
        assertThat(issued(effects, "welcome-20-off")).isEqualTo(before - 1);
        assertThat(coupons.couponsOf(into)).hasSize(2);

        String third = effects.customer();
        effects.locked(third, () -> {
            effects.get(CouponData.class).reassign(into, third);
            return null;
        });
        assertThat(issue.apply(third)).isEqualTo(IssueResult.issuedBefore(first));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void couponIsShownAsExpiredFromTheInstantItExpires(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        coupons.setBudget("churn-30-off", new Offer.Budget(1_000_000, new BigDecimal("99999999"), 1L, null));
        coupons.issue("1-" + customer, customer, "churn-30-off", "test");
        Instant expiry = coupons.couponsOf(customer).get(0).expiresAt();

        effects.clock().setTo(expiry.minusMillis(1));
        assertThat(coupons.couponsOf(customer)).extracting(Coupon::state).containsExactly(State.ISSUED);
        assertThat(coupons.issue("2-" + customer, customer, "churn-30-off", "test")
                        .couponId())
                .isNull();
        effects.clock().setTo(expiry);
        assertThat(coupons.couponsOf(customer)).extracting(Coupon::state).containsExactly(State.EXPIRED);
        assertThat(coupons.issue("3-" + customer, customer, "churn-30-off", "test")
                        .couponId())
                .as("an expired coupon does not count, even before the nightly review")
                .isNotNull();
        coupons.setBudget("churn-30-off", new Offer.Budget(1_000_000, new BigDecimal("99999999"), 1_000_000L, null));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void issuesACouponOncePerKey(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        long issuedBefore = issued(effects, OFFER);

        IssueResult first = effects.locked(customer, () -> coupons.issue("k-" + customer, customer, OFFER, "test"));
        IssueResult again = effects.locked(customer, () -> coupons.issue("k-" + customer, customer, OFFER, "test"));

        assertThat(first.outcome()).isEqualTo(IssueOutcome.ISSUED);
        assertThat(again).isEqualTo(IssueResult.issuedBefore(first.couponId()));
        assertThat(coupons.couponsOf(customer)).singleElement().satisfies(coupon -> {
            assertThat(coupon.couponId()).isEqualTo(first.couponId());
            assertThat(coupon.type()).isEqualTo(CouponType.CASH_OFF);
            assertThat(coupon.value()).isEqualTo("200.00");
            assertThat(coupon.state()).isEqualTo(State.ISSUED);
            assertThat(coupon.category()).isEqualTo("APPLIANCE");
            assertThat(Duration.between(coupon.issuedAt(), coupon.expiresAt())).isEqualTo(Duration.ofDays(30));
            assertThat(coupon.orderId()).isNull();
        });
        assertThat(states(effects, first.couponId())).containsExactly("ISSUED");
        assertThat(issued(effects, OFFER)).isEqualTo(issuedBefore + 1);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void refusesAKeyUsedForSomethingElse(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        coupons.issue("k-" + customer, customer, OFFER, "test");

        assertThatThrownBy(() -> coupons.issue("k-" + customer, customer, "welcome-20-off", "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
        assertThatThrownBy(() -> coupons.issue("k-" + customer, effects.customer(), OFFER, "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void interestFreeCouponCountsPeriods(EffectTestContext effects) {
        String customer = effects.customer();
        effects.get(CouponService.class).issue("k-" + customer, customer, "interest-free-3", "test");

        assertThat(effects.get(CouponService.class).couponsOf(customer))
                .singleElement()
                .extracting(Coupon::value)
                .isEqualTo(new BigDecimal("3"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void unknownOfferIsNamedInTheError(EffectTestContext effects) {
        assertThatThrownBy(
                        () -> effects.get(CouponService.class).issue("k", effects.customer(), "moon-landing", "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moon-landing");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void heldOutCustomersGetNoCoupon(EffectTestContext effects) {
        CouponService coupons = effects.with("perennial.holdout.share=1").get(CouponService.class);
        String customer = effects.customer();

        assertThat(coupons.issue("k-" + customer, customer, OFFER, "test"))
                .isEqualTo(IssueResult.withheld(Reason.HOLDOUT));
        assertThat(coupons.issue("k-" + customer, customer, OFFER, "test"))
                .isEqualTo(IssueResult.withheld(Reason.HOLDOUT));
        assertThat(coupons.couponsOf(customer)).isEmpty();
        assertThat(effects.count("select count(*) from withheld where customer_id = ?", customer))
                .isOne();
        assertThatThrownBy(() -> coupons.issue("k-" + customer, customer, "welcome-20-off", "test"))
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void creditCouponsAreWithheldWhileFrozen(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        effects.get(CreditService.class).freeze("f-" + customer, customer, "test");

        assertThat(coupons.issue("i-" + customer, customer, "interest-free-3", "test"))
                .isEqualTo(IssueResult.withheld(Reason.RISK));
        assertThat(coupons.issue("c-" + customer, customer, "welcome-20-off", "test")
                        .outcome())
                .isEqualTo(IssueOutcome.ISSUED);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void temporarilyWithheldCouponIsIssuedLaterUnderTheSameKey(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        CreditService credit = effects.get(CreditService.class);
        String customer = effects.customer();
        String key = "once:" + customer;
        String offer = "interest-free-3";
        credit.freeze("f-" + customer, customer, "test");
        assertThat(coupons.issue(key, customer, offer, "test")).isEqualTo(IssueResult.withheld(Reason.RISK));
        assertThat(coupons.issue(key, customer, offer, "test")).isEqualTo(IssueResult.withheld(Reason.RISK));
        credit.unfreeze("u-" + customer, customer, "test");
        coupons.setBudget(offer, 0, BigDecimal.ZERO);
        assertThat(coupons.issue(key, customer, offer, "test")).isEqualTo(IssueResult.withheld(Reason.BUDGET));
        assertThat(coupons.issue(key, customer, offer, "test")).isEqualTo(IssueResult.withheld(Reason.BUDGET));
        coupons.setBudget(offer, 100_000, new BigDecimal("6000000"));

        IssueResult issued = coupons.issue(key, customer, offer, "test");

        assertThat(issued.outcome()).isEqualTo(IssueOutcome.ISSUED);
        assertThat(coupons.issue(key, customer, offer, "test")).isEqualTo(IssueResult.issuedBefore(issued.couponId()));
        assertThat(effects.sql()
                        .sql("select reason from withheld where customer_id = ? order by seq")
                        .param(customer)
                        .query(String.class)
                        .list())
                .as("one row per reason")
                .containsExactly("RISK", "BUDGET");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void aThousandClaimantsOnTwoNodesGetExactlyTheBudget(EffectTestContext effects) throws Exception {
        CouponService coupons = effects.get(CouponService.class);
        CouponService otherNode = effects.with().get(CouponService.class);
        coupons.setBudget("festival-gift", issued(effects, "festival-gift") + 100, new BigDecimal("1000000"));
        List<String> customers =
                IntStream.range(0, 1000).mapToObj(i -> effects.customer()).toList();

        List<List<IssueResult>> answers = EffectTestContext.atOnce(
                20,
                thread -> IntStream.range(0, 50)
                        .mapToObj(i -> customers.get(thread * 50 + i))
                        .map(customer -> effects.locked(
                                customer,
                                () -> (thread % 2 == 0 ? coupons : otherNode)
                                        .issue("k-" + customer, customer, "festival-gift", "test")))
                        .toList());

        List<IssueResult> all = answers.stream().flatMap(List::stream).toList();
        assertThat(all)
                .filteredOn(issued -> issued.outcome() == IssueOutcome.ISSUED)
                .hasSize(100);
        assertThat(all).filteredOn(issued -> issued.reason() == Reason.BUDGET).hasSize(900);
        restoreBudget(effects, "festival-gift");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void budgetInYuanIsNeverExceeded(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        OfferBudget now =
                coupons.setBudget("recall-30-off", 1000, BigDecimal.ZERO).orElseThrow();
        coupons.setBudget("recall-30-off", 1000, now.amountIssued().add(new BigDecimal("75.00")));

        List<IssueOutcome> outcomes = IntStream.range(0, 3)
                .mapToObj(i -> effects.customer())
                .map(customer -> coupons.issue("k-" + customer, customer, "recall-30-off", "test")
                        .outcome())
                .toList();

        assertThat(outcomes).containsExactly(IssueOutcome.ISSUED, IssueOutcome.ISSUED, IssueOutcome.WITHHELD);
        assertThat(coupons.setBudget("nothing", 1, BigDecimal.ONE)).isEmpty();
        restoreBudget(effects, "recall-30-off");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void restartKeepsTheBudget(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        coupons.setBudget("trade-in-100-off", 7, new BigDecimal("700"));

        effects.get(BudgetInitializer.class).afterSingletonsInstantiated();

        assertThat(effects.count("select count_limit from offer_budget where offer = 'trade-in-100-off'"))
                .isEqualTo(7);
        restoreBudget(effects, "trade-in-100-off");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void expiresDueCouponsInTheRangeAndReleasesTheirBudget(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String in = effects.customer();
        String outside = effects.customer();
        long before = issued(effects, OFFER);
        String due = coupons.issue("k1-" + in, in, OFFER, "test").couponId();
        String redeemed = coupons.issue("k2-" + in, in, OFFER, "test").couponId();
        String untouched = coupons.issue("k-" + outside, outside, OFFER, "test").couponId();
        coupons.redeem(redeemed, "r-" + in, "o-1", null, null);

        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(30).minusMillis(1)));
        assertThat(coupons.expire(in, in)).isZero();
        effects.clock().setTo(effects.clock().instant().plusMillis(1));
        assertThat(coupons.redeem(due, "late-" + in, "o-2", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.EXPIRED);
        assertThat(coupons.expire(in, in)).isOne();
        assertThat(coupons.expire(in, in)).isZero();

        assertThat(states(effects, due)).containsExactly("ISSUED", "EXPIRED");
        assertThat(coupons.couponsOf(in))
                .extracting(Coupon::state)
                .containsExactlyInAnyOrder(State.EXPIRED, State.REDEEMED);
        assertThat(states(effects, untouched)).containsExactly("ISSUED");
        assertThat(issued(effects, OFFER)).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void concurrentExpiryCountsEachCouponOnce(EffectTestContext effects) throws Exception {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        IntStream.range(0, 50).forEach(i -> coupons.issue("k" + i + customer, customer, "welcome-20-off", "test"));
        long before = issued(effects, "welcome-20-off");
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(31)));

        List<Integer> expired = EffectTestContext.atOnce(2, thread -> coupons.expire(customer, customer));

        assertThat(expired.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
        assertThat(issued(effects, "welcome-20-off")).isEqualTo(before - 50);
        assertThat(effects.count(
                        "select count(*) from coupon_move where customer_id = ? and state = 'EXPIRED'", customer))
                .isEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void redeemsOnce(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        String coupon = coupons.issue("k-" + customer, customer, OFFER, "test").couponId();
        String other = coupons.issue("l-" + customer, customer, OFFER, "test").couponId();
        String redemption = UUID.randomUUID().toString();

        RedemptionResult first = coupons.redeem(coupon, redemption, "order-1", null, null);
        RedemptionResult again = coupons.redeem(coupon, redemption, "order-1", null, null);

        assertThat(first.refusal()).isNull();
        assertThat(first.coupon().state()).isEqualTo(State.REDEEMED);
        assertThat(first.coupon().orderId()).isEqualTo("order-1");
        assertThat(again).isEqualTo(first);
        assertThat(states(effects, coupon)).containsExactly("ISSUED", "REDEEMED");
        assertThat(coupons.redeem(coupon, redemption, "order-2", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.KEY_REUSED);
        assertThat(coupons.redeem(other, redemption, "order-1", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.KEY_REUSED);
        assertThat(coupons.redeem(coupon, "another", "order-1", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.ALREADY_REDEEMED);
        assertThat(coupons.redeem("no-such", redemption, "order-1", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.UNKNOWN_COUPON);
        effects.sql()
                .sql("update coupon set state = 'REVOKED' where coupon_id = ?")
                .param(other)
                .update();
        assertThat(coupons.redeem(other, "r-" + other, "order-1", null, null).refusal())
                .isEqualTo(RedemptionResult.Refusal.REVOKED);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void oneOfSixtyFourRedeemersOnTwoNodesWins(EffectTestContext effects) throws Exception {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        String coupon = coupons.issue("k-" + customer, customer, OFFER, "test").couponId();

        CouponService otherNode = effects.with().get(CouponService.class);

        List<RedemptionResult> redemptions = EffectTestContext.atOnce(
                64,
                thread -> (thread % 2 == 0 ? coupons : otherNode)
                        .redeem(coupon, "r" + thread + customer.substring(0, 20), "order-" + thread, null, null));

        assertThat(redemptions)
                .filteredOn(redemption -> redemption.refusal() == null)
                .hasSize(1);
        assertThat(redemptions)
                .filteredOn(redemption -> redemption.refusal() == RedemptionResult.Refusal.ALREADY_REDEEMED)
                .hasSize(63);
        assertThat(states(effects, coupon)).containsExactly("ISSUED", "REDEEMED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void oneRedemptionIdRedeemsOneOfManyCoupons(EffectTestContext effects) throws Exception {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        List<String> ids = IntStream.range(0, 16)
                .mapToObj(i -> coupons.issue("k" + i + customer, customer, OFFER, "test")
                        .couponId())
                .toList();
        String redemption = UUID.randomUUID().toString();

        List<Boolean> used = EffectTestContext.atOnce(16, thread -> {
            try {
                return coupons.redeem(ids.get(thread), redemption, "order", null, null)
                                .refusal()
                        == null;
            } catch (DuplicateKeyException e) {
                return false;
            }
        });

        assertThat(Collections.frequency(used, true)).isOne();
        assertThat(effects.count("select count(*) from coupon where customer_id = ? and state = 'REDEEMED'", customer))
                .isOne();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void reservedCouponIsOnlyRedeemedByItsPurchase(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        String coupon = coupons.issue("k-" + customer, customer, OFFER, "test").couponId();
        String other = coupons.issue("l-" + customer, customer, OFFER, "test").couponId();

        assertThat(reserve(coupons, "a-" + coupon, coupon, customer, "FASHION")).isEqualTo(Refusal.OTHER_CATEGORY);
        assertThat(reserve(coupons, "a-" + coupon, coupon, effects.customer(), "APPLIANCE"))
                .isEqualTo(Refusal.UNKNOWN_COUPON);
        assertThat(reserve(coupons, "a-" + coupon, coupon, customer, "APPLIANCE"))
                .isNull();
        assertThat(reserve(coupons, "a-" + coupon, coupon, customer, "APPLIANCE"))
                .isNull();
        assertThat(reserve(coupons, "a-" + coupon, other, customer, "APPLIANCE"))
                .isEqualTo(Refusal.KEY_REUSED);
        assertThat(reserve(coupons, "b-" + coupon, coupon, customer, "APPLIANCE"))
                .isEqualTo(Refusal.RESERVED);
        assertThat(coupons.redeem(coupon, "elsewhere", "o-1", null, null).refusal())
                .isEqualTo(Refusal.RESERVED);
        assertThat(coupons.revoke("v-" + coupon, coupon, "test").refusal()).isEqualTo(Refusal.RESERVED);
        assertThat(coupons.release("b-" + coupon, coupon, "test").refusal()).isEqualTo(Refusal.NOT_RESERVED);

        assertThat(coupons.redeem(coupon, "a-" + coupon, "o-1", null, null).refusal())
                .isNull();
        assertThat(states(effects, coupon)).containsExactly("ISSUED", "RESERVED", "REDEEMED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void releasedCouponIsUsableAgainUnlessExpired(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        long before = issued(effects, OFFER);
        String coupon = coupons.issue("k-" + customer, customer, OFFER, "test").couponId();
        reserve(coupons, "a-" + coupon, coupon, customer, "APPLIANCE");

        assertThat(coupons.release("a-" + coupon, coupon, "test").coupon().state())
                .isEqualTo(State.ISSUED);
        assertThat(coupons.release("a-" + coupon, coupon, "test").refusal()).isNull();
        reserve(coupons, "b-" + coupon, coupon, customer, "APPLIANCE");
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(31)));
        assertThat(coupons.expire(customer, customer)).as("reserved ones wait").isZero();

        assertThat(coupons.release("b-" + coupon, coupon, "test").coupon().state())
                .isEqualTo(State.EXPIRED);
        assertThat(states(effects, coupon)).containsExactly("ISSUED", "RESERVED", "ISSUED", "RESERVED", "EXPIRED");
        assertThat(issued(effects, OFFER)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void revokedCouponReleasesItsBudget(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        long before = issued(effects, OFFER);
        String coupon = coupons.issue("k-" + customer, customer, OFFER, "test").couponId();

        assertThat(coupons.revoke("v-" + coupon, coupon, "test").coupon().state())
                .isEqualTo(State.REVOKED);
        assertThat(coupons.revoke("v-" + coupon, coupon, "test").refusal()).isNull();

        assertThat(issued(effects, OFFER)).isEqualTo(before);
        assertThat(states(effects, coupon)).containsExactly("ISSUED", "REVOKED");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void redemptionCostCorrectsTheBudget(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        String sql = "select round(amount_issued * 100) from offer_budget where offer = 'interest-free-3'";
        long before = effects.count(sql);
        String coupon = coupons.issue("k-" + customer, customer, "interest-free-3", "test")
                .couponId();

        coupons.redeem(coupon, "r-" + coupon, "o-1", new BigDecimal("41.25"));

        assertThat(effects.count(sql)).isEqualTo(before + 4125);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void customerLimitsOfABudgetAreEnforced(EffectTestContext effects) {
        CouponService coupons = effects.get(CouponService.class);
        String customer = effects.customer();
        coupons.setBudget(
                "recall-30-off", new Offer.Budget(100_000, new BigDecimal("3000000"), 3L, new BigDecimal("70")));

        List<IssueResult> issued = IntStream.range(0, 3)
                .mapToObj(i -> coupons.issue("k" + i + customer, customer, "recall-30-off", "test"))
                .toList();
        coupons.revoke("v-" + customer.substring(0, 30), issued.get(0).couponId(), "test");

        assertThat(issued)
                .extracting(IssueResult::reason)
                .as("two of 30 yuan fit into 70")
                .containsExactly(null, null, Reason.BUDGET);
        assertThat(coupons.issue("n-" + customer, customer, "recall-30-off", "test")
                        .outcome())
                .isEqualTo(IssueOutcome.ISSUED);
        assertThat(coupons.issue("o-" + customer, effects.customer(), "recall-30-off", "test")
                        .outcome())
                .isEqualTo(IssueOutcome.ISSUED);
        coupons.setBudget(
                "recall-30-off",
                new Offer.Budget(100_000, new BigDecimal("3000000"), 1_000_000L, new BigDecimal("1000000")));
    }

    private static Refusal reserve(
            CouponService coupons, String reservationId, String coupon, String customer, String category) {
        return coupons.reserve(reservationId, coupon, customer, category, "test")
                .refusal();
    }

    /** Sets the budget back to the configured one, for the other tests on this database. */
    private static void restoreBudget(EffectTestContext effects, String offer) {
        effects.get(CouponService.class)
                .setBudget(offer, effects.get(Offers.class).get(offer).budget());
    }

    private static long issued(EffectTestContext effects, String offer) {
        return effects.count("select count_issued from offer_budget where offer = ?", offer);
    }

    private static List<String> states(EffectTestContext effects, String couponId) {
        return effects.sql()
                .sql("select state from coupon_move where coupon_id = ? order by seq")
                .param(couponId)
                .query(String.class)
                .list();
    }
}
