package io.perennial.effect.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.coupon.CouponController.BudgetRequest;
import io.perennial.effect.coupon.CouponController.RedemptionRequest;
import io.perennial.effect.coupon.CouponController.RevocationRequest;
import io.perennial.platform.api.ApiException;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CouponControllerTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void redeemsOrRefusesWithACode(EffectTestContext effects) {
        CouponController controller = effects.get(CouponController.class);
        String customer = effects.customer();
        String coupon = effects.get(CouponService.class)
                .issue("k-" + customer, customer, "welcome-20-off", "test")
                .couponId();
        String redemption = UUID.randomUUID().toString();

        Coupon redeemed = controller.redeem(coupon, new RedemptionRequest(redemption, "order-1", null, null));

        assertThat(redeemed.state()).isEqualTo(Coupon.State.REDEEMED);
        assertThat(controller.redeem(coupon, new RedemptionRequest(redemption, "order-1", null, null)))
                .isEqualTo(redeemed);
        assertThat(controller.coupons(customer)).containsExactly(redeemed);
        assertCode(
                "KEY_REUSED",
                409,
                () -> controller.redeem(coupon, new RedemptionRequest(redemption, "order-2", null, null)));
        assertCode(
                "ALREADY_REDEEMED",
                409,
                () -> controller.redeem(coupon, new RedemptionRequest("r-2", "order-1", null, null)));
        assertCode(
                "UNKNOWN_COUPON",
                404,
                () -> controller.redeem("CP0", new RedemptionRequest("r-3", "order-1", null, null)));
        assertCode(
                "INVALID",
                400,
                () -> controller.redeem(coupon, new RedemptionRequest("no blanks", "order-1", null, null)));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest(null, "order-1", null, null)));
        assertCode("INVALID", 400, () -> controller.redeem(coupon, new RedemptionRequest("r-4", " ", null, null)));
        assertCode(
                "INVALID",
                400,
                () -> controller.redeem(coupon, new RedemptionRequest("r-4", "o".repeat(129), null, null)));
        assertCode("UNKNOWN_CUSTOMER", 404, () -> controller.coupons("nobody"));
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void couponMustFitTheKnownOrder(EffectTestContext effects) {
        String customer = effects.customer();
        Use use = (coupon, order, category, amount) -> effects.get(CouponController.class)
                .redeem(
                        coupon,
                        new RedemptionRequest(
                                "r-" + coupon, order, category, amount == null ? null : new BigDecimal(amount)));
        String cashOff = issue(effects, customer, "appliance-200-off");
        assertCode("OTHER_CATEGORY", 409, () -> use.of(cashOff, "o-1", "FASHION", "500"));
        assertCode("BELOW_MINIMUM", 409, () -> use.of(cashOff, "o-1", "APPLIANCE", "199.99"));
        assertCode("BELOW_MINIMUM", 409, () -> use.of(cashOff, "o-1", null, "0"));
        assertCode("INVALID", 400, () -> use.of(cashOff, "o-1", " ", "500"));
        assertCode("INVALID", 400, () -> use.of(cashOff, "o-1", "APPLIANCE", "-1"));
        order(effects, customer, "known", "FASHION", "900", false);
        assertCode("OTHER_CATEGORY", 409, () -> use.of(cashOff, "known", null, null));
        assertCode("OTHER_CATEGORY", 409, () -> use.of(cashOff, "known", "APPLIANCE", "900"));
        order(effects, customer, "small", "APPLIANCE", "150", false);
        assertCode("BELOW_MINIMUM", 409, () -> use.of(cashOff, "small", null, null));
        order(effects, customer, "cancelled", null, null, true);
        assertCode("ORDER_CANCELLED", 409, () -> use.of(cashOff, "cancelled", "APPLIANCE", "900"));

        Coupon used = use.of(cashOff, "o-1", "APPLIANCE", "200");

        assertThat(used.state()).isEqualTo(Coupon.State.REDEEMED);
        assertThat(use.of(cashOff, "o-1", "FASHION", "1"))
                .as("the same redemption")
                .isEqualTo(used);
        effects.get(CouponService.class).setBudget("festival-gift", 20_000, new BigDecimal("1000000"));
        String second = issue(effects, customer, "welcome-20-off");
        assertCode("ORDER_HAS_COUPON", 409, () -> use.of(second, "o-1", null, null));
        assertThat(use.of(issue(effects, customer, "festival-gift"), "o-1", null, null)
                        .state())
                .as("a gift makes no order cheaper")
                .isEqualTo(Coupon.State.REDEEMED);
        assertThat(use.of(second, "unknown order", null, null).state()).isEqualTo(Coupon.State.REDEEMED);
        String other = effects.customer();
        assertThat(use.of(issue(effects, other, "welcome-20-off"), "o-1", null, null)
                        .state())
                .as("an order of another customer")
                .isEqualTo(Coupon.State.REDEEMED);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void oneOrderTakesOneOfConcurrentCoupons(EffectTestContext effects) throws Exception {
        String customer = effects.customer();
        List<String> coupons = IntStream.range(0, 8)
                .mapToObj(i -> issue(effects, customer, i + "", "welcome-20-off"))
                .toList();

        List<Boolean> used = EffectTestContext.atOnce(
                8,
                thread -> effects.get(CouponService.class)
                                .redeem(coupons.get(thread), "r-" + coupons.get(thread), "one", "HOME", null)
                                .refusal()
                        == null);

        assertThat(used).containsOnlyOnce(true);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void couponsOfAnErasedCustomerAreNotUsed(EffectTestContext effects) {
        String customer = effects.customer();
        String coupon = issue(effects, customer, "welcome-20-off");
        effects.sql()
                .sql("update customer set erased_at = registered_at where customer_id = ?")
                .param(customer)
                .update();

        assertCode(
                "ERASED",
                410,
                () -> effects.get(CouponController.class)
                        .redeem(coupon, new RedemptionRequest("r-" + coupon, "o", null, null)));
        assertThat(effects.get(CouponService.class)
                        .reserve("a-" + coupon, coupon, customer, "HOME", "test")
                        .refusal())
                .isEqualTo(RedemptionResult.Refusal.ERASED);
    }

    private interface Use {
        Coupon of(String coupon, String order, String category, String amount);
    }

    private static String issue(EffectTestContext effects, String customer, String offer) {
        return issue(effects, customer, "i", offer);
    }

    private static String issue(EffectTestContext effects, String customer, String no, String offer) {
        return effects.get(CouponService.class)
                .issue(no + "-" + customer + offer, customer, offer, "test")
                .couponId();
    }

    private static void order(
            EffectTestContext effects,
            String customer,
            String order,
            String category,
            String amount,
            boolean cancelled) {
        effects.sql()
                .sql(
                        "insert into customer_order (customer_id, order_id, amount, category, cancelled) values (?, ?, ?, ?, ?)")
                .param(1, customer)
                .param(2, order)
                .param(3, amount == null ? null : new BigDecimal(amount), Types.DECIMAL)
                .param(4, category, Types.VARCHAR)
                .param(5, cancelled)
                .update();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void revokesOrRefusesWithACode(EffectTestContext effects) {
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
    void setsABudget(EffectTestContext effects) {
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
        effects.get(CouponService.class)
                .setBudget(
                        "churn-30-off",
                        new Offer.Budget(
                                1_000_000, new BigDecimal("99999999"), 1_000_000L, BigDecimal.valueOf(1_000_000)));
    }

    private static void assertCode(String code, int status, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.status().value()).isEqualTo(status);
        });
    }
}
