package io.perennial.effect.mall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.coupon.Coupon.State;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.RedemptionResult;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.credit.HoldResult;
import io.perennial.effect.credit.HoldService;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReservationsTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";
    private static final BigDecimal LIMIT = new BigDecimal("10000.00");

    /** Callers and applications choose their ids independently. */
    @ParameterizedTest
    @MethodSource(BOTH)
    void redemptionWithThePurchasesIdDoesNotUseItsCoupon(EffectTestContext effects) {
        Reservations reservations = effects.get(Reservations.class);
        CouponService coupons = effects.get(CouponService.class);
        String customer = customer(effects);
        String reserved = coupon(effects, customer);
        String free = coupons.issue("free-" + customer, customer, "appliance-200-off", "test")
                .couponId();
        String id = "a-" + customer;
        reservations.reserve(id, customer, new BigDecimal("500"), reserved, "APPLIANCE", "test");

        assertThat(coupons.redeem(reserved, id, "another-order", null).refusal())
                .isEqualTo(RedemptionResult.Refusal.RESERVED);
        assertThat(coupons.redeem(free, id, "another-order", null).refusal()).isNull();
        assertThat(reservations.use(id, reserved, "mall-" + id, null, "test").isAccepted())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void limitAndCouponAreReservedTogetherAndUsed(EffectTestContext effects) {
        Reservations reservations = effects.get(Reservations.class);
        String customer = customer(effects);
        String coupon = coupon(effects, customer);

        assertThat(reserve(effects, "a-" + customer, customer, "6000", coupon).isAccepted())
                .isTrue();
        assertThat(reserve(effects, "a-" + customer, customer, "6000", coupon).isAccepted())
                .as("the same again")
                .isTrue();
        assertThat(available(effects, customer)).isEqualTo("4000.00");
        assertThatThrownBy(() -> reserve(effects, "a-" + customer, customer, "1", coupon))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));

        assertThat(reservations
                        .use("a-" + customer, coupon, "mall-a", null, "test")
                        .isAccepted())
                .isTrue();

        assertThat(state(effects, customer)).isEqualTo(State.REDEEMED);
        assertThat(available(effects, customer)).isEqualTo("4000.00");
        assertThat(reservations.release("a-" + customer, coupon, "test").credit())
                .isEqualTo(HoldResult.Refusal.NOT_HELD);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void neitherIsReservedWhenOneRefuses(EffectTestContext effects) {
        String customer = customer(effects);
        String coupon = coupon(effects, customer);

        assertThat(reserve(effects, "a-" + customer, customer, "10000.01", coupon))
                .isEqualTo(new ReservationResult(HoldResult.Refusal.OVER_LIMIT, null));
        assertThat(state(effects, customer)).isEqualTo(State.ISSUED);
        effects.get(CouponService.class).revoke("v-" + coupon, coupon, "test");
        assertThat(reserve(effects, "a-" + customer, customer, "6000", coupon))
                .isEqualTo(new ReservationResult(null, RedemptionResult.Refusal.REVOKED));
        assertThat(available(effects, customer)).isEqualTo("10000.00");
        assertThat(effects.count("select count(*) from credit_hold where customer_id = ?", customer))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void releasedLimitAndCouponAreAvailableAgain(EffectTestContext effects) {
        Reservations reservations = effects.get(Reservations.class);
        String customer = customer(effects);
        String coupon = coupon(effects, customer);
        reserve(effects, "a-" + customer, customer, "6000", coupon);

        assertThat(reservations.release("a-" + customer, coupon, "test").isAccepted())
                .isTrue();
        assertThat(reservations.release("a-" + customer, coupon, "test").isAccepted())
                .isTrue();

        assertThat(state(effects, customer)).isEqualTo(State.ISSUED);
        assertThat(available(effects, customer)).isEqualTo("10000.00");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void frozenRiskyAndUnknownCustomersGetNoCredit(EffectTestContext effects) {
        String frozen = customer(effects);
        effects.get(CreditService.class).freeze("f-" + frozen, frozen, "test");
        String risky = customer(effects);
        effects.sql()
                .sql("update customer set tier = 'RISK' where customer_id = ?")
                .param(risky)
                .update();

        String tagged = customer(effects);
        effects.sql()
                .sql("""
                        insert into tag (customer_id, tag, since, until_at, rule_id, version, evidence)
                        values (?, 'risk:repayment-slowing', ?, ?, 'r', 1, '[]')
                        """)
                .params(
                        tagged,
                        SqlTime.of(effects.clock().instant()),
                        SqlTime.of(effects.clock().instant().plusSeconds(60)))
                .update();

        assertThat(reserve(effects, "a-" + tagged, tagged, "1", null).credit()).isEqualTo(HoldResult.Refusal.AT_RISK);
        effects.clock().setTo(effects.clock().instant().plusSeconds(60));
        assertThat(reserve(effects, "a-" + tagged, tagged, "1", null).isAccepted())
                .isTrue();
        assertThat(reserve(effects, "a-" + frozen, frozen, "1", null).credit()).isEqualTo(HoldResult.Refusal.FROZEN);
        assertThat(reserve(effects, "a-" + risky, risky, "1", null).credit()).isEqualTo(HoldResult.Refusal.AT_RISK);
        assertThat(reserve(effects, "a-nobody", "nobody", "1", null).credit())
                .isEqualTo(HoldResult.Refusal.FACTS_MISSING);
        assertThat(effects.get(CreditService.class)
                        .raise("r-" + risky, risky, BigDecimal.TEN, new BigDecimal("50000"), "test")
                        .to())
                .isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void concurrentPurchasesNeverExceedTheLimit(EffectTestContext effects) throws Exception {
        String customer = customer(effects);

        List<Boolean> accepted = EffectTestContext.atOnce(
                16,
                thread -> reserve(effects, thread + customer, customer, "3000", null)
                        .isAccepted());

        assertThat(accepted).filteredOn(one -> one).hasSize(3);
        assertThat(available(effects, customer)).isEqualTo("1000.00");
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void repaidAmountIsAvailableAgainOnce(EffectTestContext effects) {
        HoldService holds = effects.get(HoldService.class);
        String customer = customer(effects);
        holds.reserve("a-" + customer, customer, new BigDecimal("6000"), "test");
        holds.use("a-" + customer, "test");

        assertThat(holds.repay("p-" + customer, customer, new BigDecimal("500"), "test"))
                .isEqualTo("500.00");
        assertThat(holds.repay("p-" + customer, customer, new BigDecimal("500"), "test"))
                .isEqualTo("500.00");
        assertThat(holds.repay("q-" + customer, customer, new BigDecimal("9000"), "test"))
                .as("no more than is in use")
                .isEqualTo("5500.00");

        assertThat(available(effects, customer)).isEqualTo("10000.00");
    }

    private static String customer(EffectTestContext effects) {
        String customer = effects.customer();
        effects.get(CreditService.class).open("o-" + customer, customer, LIMIT, LIMIT, "test");
        return customer;
    }

    private static String coupon(EffectTestContext effects, String customer) {
        return effects.get(CouponService.class)
                .issue("k-" + customer, customer, "appliance-200-off", "test")
                .couponId();
    }

    private static ReservationResult reserve(
            EffectTestContext effects, String purchaseId, String customer, String yuan, String coupon) {
        return effects.get(Reservations.class)
                .reserve(purchaseId, customer, new BigDecimal(yuan), coupon, "APPLIANCE", "test");
    }

    private static BigDecimal available(EffectTestContext effects, String customer) {
        return effects.get(CreditService.class).account(customer).available();
    }

    private static State state(EffectTestContext effects, String customer) {
        return effects.get(CouponService.class).couponsOf(customer).get(0).state();
    }
}
