package io.perennial.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.TestEffects;
import io.perennial.api.Refused;
import io.perennial.coupon.CouponController.BudgetRequest;
import io.perennial.coupon.CouponController.RedemptionRequest;
import io.perennial.coupon.CouponController.RevocationRequest;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CouponControllerTest {

    private static final String BOTH = "io.perennial.TestEffects#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void redeemsAndSaysWhyNot(TestEffects effects) {
        CouponController controller = effects.get(CouponController.class);
        String customer = effects.customer();
        String coupon = effects.get(CouponService.class)
                .issue("k-" + customer, customer, "welcome-20-off", "test")
                .couponId();
        String redemption = UUID.randomUUID().toString();

        Coupon redeemed = controller.redeem(coupon, new RedemptionRequest(redemption, "order-1"));

        assertThat(redeemed.state()).isEqualTo(Coupon.State.REDEEMED);
        assertThat(controller.redeem(coupon, new RedemptionRequest(redemption, "order-1")))
                .isEqualTo(redeemed);
        assertThat(controller.coupons(customer)).containsExactly(redeemed);
        assertCode("KEY_REUSED", 409, () -> controller.redeem(coupon, new RedemptionRequest(redemption, "order-2")));
        assertCode("ALREADY_REDEEMED", 409, () -> controller.redeem(coupon, new RedemptionRequest("r-2", "order-1")));
        assertCode("UNKNOWN_COUPON", 404, () -> controller.redeem("CP0", new RedemptionRequest("r-3", "order-1")));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest("no blanks", "order-1")));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest(null, "order-1")));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest("r-4", " ")));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest("r-4", "o".repeat(129))));
        assertCode("UNKNOWN_CUSTOMER", 404, () -> controller.coupons("nobody"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void revokesAndSaysWhyNot(TestEffects effects) {
        CouponController controller = effects.get(CouponController.class);
        String customer = effects.customer();
        CouponService coupons = effects.get(CouponService.class);
        String coupon = coupons.issue("k-" + customer, customer, "welcome-20-off", "test")
                .couponId();
        String other = coupons.issue("l-" + customer, customer, "welcome-20-off", "test")
                .couponId();
        coupons.reserve("a-" + other, other, customer, "HOME", "test");
        RevocationRequest request = new RevocationRequest(UUID.randomUUID().toString(), "sent by mistake");

        Coupon revoked = controller.revoke(coupon, request);

        assertThat(revoked.state()).isEqualTo(Coupon.State.REVOKED);
        assertThat(controller.revoke(coupon, request)).isEqualTo(revoked);
        assertCode("KEY_REUSED", 409, () -> controller.revoke(other, request));
        assertCode("RESERVED", 409, () -> controller.revoke(other, new RevocationRequest("r-" + other, "x")));
        assertCode("REVOKED", 409, () -> controller.revoke(coupon, new RevocationRequest("s-" + coupon, "x")));
        assertCode("UNKNOWN_COUPON", 404, () -> controller.revoke("CP0", request));
        assertCode("INVALID", 400, () -> controller.revoke(coupon, new RevocationRequest("r", " ")));
        assertCode("INVALID", 400, () -> controller.revoke(coupon, new RevocationRequest(null, "x")));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void setsABudget(TestEffects effects) {
        CouponController controller = effects.get(CouponController.class);

        OfferBudget budget =
                controller.setBudget("churn-30-off", new BudgetRequest(10L, new BigDecimal("300"), null, null));

        assertThat(budget.count()).isEqualTo(10);
        assertThat(budget.amount()).isEqualTo("300.00");
        assertThat(controller
                        .setBudget("churn-30-off", new BudgetRequest(10L, BigDecimal.TEN, 2L, null))
                        .customerCount())
                .isEqualTo(2);
        assertThat(controller
                        .setBudget("churn-30-off", new BudgetRequest(10L, BigDecimal.TEN, null, BigDecimal.ONE))
                        .customerCount())
                .isEqualTo(2);
        assertCode(
                "INVALID",
                400,
                () -> controller.setBudget("churn-30-off", new BudgetRequest(1L, BigDecimal.ONE, -1L, null)));
        assertCode(
                "UNKNOWN_OFFER",
                404,
                () -> controller.setBudget("x", new BudgetRequest(1L, BigDecimal.ONE, null, null)));
        assertCode(
                "INVALID",
                400,
                () -> controller.setBudget("churn-30-off", new BudgetRequest(-1L, BigDecimal.ONE, null, null)));
        assertCode("INVALID", 400, () -> controller.setBudget("churn-30-off", new BudgetRequest(1L, null, null, null)));
    }

    private static void assertCode(String code, int status, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.status().value()).isEqualTo(status);
        });
    }
}
