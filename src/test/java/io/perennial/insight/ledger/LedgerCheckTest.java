package io.perennial.insight.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.effect.benefit.BenefitService;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.mall.Reservations;
import io.perennial.effect.points.Level;
import io.perennial.effect.points.PointsService;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerCheckTest {

    private static final String KINDS = "io.perennial.TestDatabases#both";

    @ParameterizedTest
    @MethodSource(KINDS)
    void theBooksAgreeAfterALife(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.fresh(kind);
        live(effects);

        LedgerReport report = effects.get(LedgerCheck.class).check();

        assertThat(report.differences()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.checks()).hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void everyDifferenceIsFoundWithItsId(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.fresh(kind);
        String customer = live(effects);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LedgerCheck check = effects.get(LedgerCheck.class);
        check.bindTo(meters);
        for (String damage : List.of(
                "update points_lot set remaining = remaining + 1",
                "update points_lot set reversed = reversed + 1",
                "update points_owed set owed = owed + 1",
                "update points_entry set points = points - 1 where kind = 'POINTS_SPENT'",
                "update member set level = 'PLATINUM'",
                "update coupon set state = 'ISSUED' where state = 'REDEEMED'",
                "update offer_budget set count_issued = count_issued + 1 where offer = 'welcome-20-off'",
                "update offer_budget set amount_issued = amount_issued - 1 where offer = 'welcome-20-off'",
                "update credit_account set credit_limit = credit_limit + 1, used = used + 1, frozen = not frozen",
                "update credit_hold set state = 'RELEASED'",
                "insert into benefit (customer_id, benefit, granted_at) select customer_id, 'X', registered_at"
                        + " from customer",
                "update message set state = 'SENT'")) {
            effects.sql().sql(damage).update();
        }

        LedgerReport report = check.check();

        assertThat(report.clean()).isFalse();
        assertThat(report.differences())
                .extracting(Difference::check)
                .contains(
                        "points-lot",
                        "points-entry",
                        "points-owed",
                        "points-reversed",
                        "member-level",
                        "coupon-state",
                        "budget-count",
                        "budget-amount",
                        "credit-limit",
                        "credit-used",
                        "credit-frozen",
                        "credit-hold",
                        "benefit");
        assertThat(report.differences())
                .contains(new Difference("credit-limit", customer, "5001.00", "5000.00"))
                .contains(new Difference("credit-used", customer, "1001.00", "1000.00"))
                .contains(new Difference("member-level", customer, "PLATINUM", "SILVER"));
        assertThat(meters.get("perennial.ledger.differences").gauge().value())
                .isEqualTo(report.checks().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private static String live(EffectTestContext effects) {
        String customer = effects.customer();
        CouponService coupons = effects.get(CouponService.class);
        PointsService points = effects.get(PointsService.class);
        CreditService credit = effects.get(CreditService.class);
        points.enrol(customer);
        points.earn("1", customer, 100, "order", "test");
        points.earn("2", customer, 50, "order", "test");
        points.spend("3", customer, 120, "FEE_WAIVER", "test");
        points.reverse("4", customer, "1", "cancelled", "test");
        points.earn("5", customer, 100, "order", "test");
        points.setLevel("6", customer, Level.SILVER, "test");
        credit.open("7", customer, new BigDecimal("5000"), new BigDecimal("9000"), "test");
        String used = coupons.issue("8", customer, "welcome-20-off", "test").couponId();
        String revoked = coupons.issue("9", customer, "welcome-20-off", "test").couponId();
        coupons.revoke("10", revoked, "test");
        Reservations reservations = effects.get(Reservations.class);
        reservations.reserve("a", customer, new BigDecimal("1000"), used, "HOME", "test");
        reservations.use("a", used, "mall-a", new BigDecimal("12.34"), "test");
        reservations.reserve("b", customer, new BigDecimal("500"), null, "HOME", "test");
        reservations.release("b", null, "test");
        credit.freeze("11", customer, "test");
        effects.get(BenefitService.class).applyDue("12", customer, Set.of("FREE_REPAYMENT"), "test");
        return customer;
    }
}
