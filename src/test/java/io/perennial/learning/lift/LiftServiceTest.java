package io.perennial.learning.lift;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.holdout.Holdout;
import io.perennial.learning.lift.Lift.By;
import io.perennial.learning.lift.Lift.Verdict;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiftServiceTest {

    private static final String OFFER = "welcome-20-off";

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void stageLiftIsCountedOnceItsWindowIsOver(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind)
                .with("perennial.holdout.share=0.3", "perennial.lift.least-customers=50");
        effects.clock().setTo(Instant.parse("2026-03-02T02:00:00Z"));
        Holdout holdout = effects.get(Holdout.class);
        LiftService lifts = effects.get(LiftService.class);
        Instant entered = effects.clock().instant();
        Random random = new Random(8);
        long heldOut = 0;
        for (int i = 0; i < 600; i++) {
            String customer = effects.customer();
            move(effects, customer, "RECALL", entered);
            boolean held = holdout.isHeldOut(customer);
            heldOut += held ? 1 : 0;
            if (random.nextDouble() < (held ? 0.2 : 0.6)) {
                move(effects, customer, "RETENTION", entered.plus(Duration.ofDays(3)));
                order(effects, customer, entered.plus(Duration.ofDays(3)), "500.00", 0, false);
            }
            order(effects, customer, entered.plus(Duration.ofDays(4)), "800.00", 0, true);
            order(effects, customer, entered.plus(Duration.ofDays(31)), "800.00", 0, false);
            order(effects, customer, entered.minus(Duration.ofDays(1)), "800.00", 0, false);
        }

        effects.clock().setTo(entered.plus(Duration.ofDays(30)));
        assertThat(lifts.count()).as("the last window ends today").isZero();
        effects.clock().setTo(entered.plus(Duration.ofDays(31)));
        assertThat(lifts.count()).isOne();
        assertThat(lifts.count()).as("no day is counted twice").isZero();

        Lift lift = only(lifts, By.STAGE, entered);
        assertThat(lift.subject()).isEqualTo("RECALL");
        assertThat(lift.heldOut()).isEqualTo(heldOut);
        assertThat(lift.treated()).isEqualTo(600 - heldOut);
        assertThat(lift.returned().low())
                .as("of 0.4, five standard errors away from it")
                .isBetween(0.1, lift.returned().difference());
        assertThat(lift.returned().high()).isBetween(lift.returned().difference(), 0.7);
        assertThat(lift.margin().treated()).isCloseTo(lift.returned().treated() * 50, Percentage.withPercentage(0.001));
        assertThat(lift.verdict()).isEqualTo(Verdict.GAINS);
        assertThat(only(lifts, By.CHANNEL, entered).subject()).isEqualTo("ORGANIC");
        assertThat(lifts.lift(By.STAGE, LocalDate.of(2026, 3, 3), LocalDate.of(2027, 1, 1)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void redeemedCouponsAndExpectedLossesAreDeducted(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.clock().setTo(Instant.parse("2026-03-02T02:00:00Z"));
        Instant entered = effects.clock().instant();
        String customer = effects.customer();
        move(effects, customer, "RECALL", entered);
        CouponService coupons = effects.get(CouponService.class);
        String coupon = coupons.issue("k", customer, OFFER, "test").couponId();
        coupons.issue("k2", customer, OFFER, "test");
        coupons.redeem(coupon, "r1", "order-1", null, null);
        order(effects, customer, entered.plus(Duration.ofDays(2)), "1000.00", 3, false);
        effects.sql()
                .sql("insert into bill (customer_id, bill_id, due_on, overdue_at) values (?, 'b', '2026-01-01',"
                        + " '2026-01-02')")
                .param(customer)
                .update();

        effects.clock().setTo(entered.plus(Duration.ofDays(40)));
        effects.get(LiftService.class).count();

        Lift lift = only(effects.get(LiftService.class), By.STAGE, entered);
        assertThat(lift.margin().treated())
                .as("a tenth of 1,000, less 20 off, less 5 %% × 60 %% of 1,000 on credit")
                .isEqualTo(100.0 - 20 - 30);
        assertThat(lift.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(only(effects.get(LiftService.class), By.OFFER, entered).treated())
                .as("two decisions")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void budgetRefusalCountsAsTreatedAndHoldoutDoesNot(TestDatabases.Kind kind) {
        EffectTestContext all = EffectTestContext.emptied(kind);
        EffectTestContext none = all.with("perennial.holdout.share=1");
        for (EffectTestContext effects : List.of(all, none)) {
            effects.clock().setTo(Instant.parse("2026-03-02T02:00:00Z"));
        }
        Instant entered = all.clock().instant();
        none.get(CouponService.class).issue("h", all.customer(), OFFER, "test");
        all.get(CouponService.class).setBudget(OFFER, 1, new BigDecimal("1000.00"));
        all.get(CouponService.class).issue("a", all.customer(), OFFER, "test");
        all.get(CouponService.class).issue("b", all.customer(), OFFER, "test");
        move(all, all.customer(), "RECALL", entered);

        all.clock().setTo(entered.plus(Duration.ofDays(40)));
        all.get(LiftService.class).count();

        Lift lift = only(all.get(LiftService.class), By.OFFER, entered);
        assertThat(lift.treated()).isEqualTo(2);
        assertThat(lift.heldOut()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void missedNightsAreCountedLater(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);
        effects.clock().setTo(Instant.parse("2026-03-02T02:00:00Z"));
        Instant first = effects.clock().instant();
        for (int day = 0; day < 5; day++) {
            move(effects, effects.customer(), "CHURN_WARNING", first.plus(Duration.ofDays(day)));
        }

        effects.clock().setTo(first.plus(Duration.ofDays(60)));

        assertThat(effects.get(LiftService.class).count()).isEqualTo(30);
        assertThat(only(effects.get(LiftService.class), By.STAGE, first).treated())
                .isEqualTo(5);
        assertThat(effects.get(LiftService.class).count()).isZero();
    }

    private static Lift only(LiftService lifts, By by, Instant from) {
        LocalDate day = from.atZone(ZoneOffset.UTC).toLocalDate();
        List<Lift> found = lifts.lift(by, day, day.plusDays(30));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static void move(EffectTestContext effects, String customer, String stage, Instant at) {
        effects.sql()
                .sql("insert into stage_move (seq, request_key, customer_id, at, to_stage, cause) values (?, ?, ?,"
                        + " ?, ?, 'test')")
                .params(effects.get(SequenceIds.class).next(), customer + stage + at, customer, SqlTime.of(at), stage)
                .update();
    }

    private static void order(
            EffectTestContext effects, String customer, Instant at, String amount, int periods, boolean cancelled) {
        effects.sql()
                .sql("insert into customer_order (customer_id, order_id, placed_at, amount, periods, cancelled) "
                        + "values (?, ?, ?, ?, ?, ?)")
                .params(
                        customer,
                        "o" + effects.get(SequenceIds.class).next(),
                        SqlTime.of(at),
                        new BigDecimal(amount),
                        periods,
                        cancelled)
                .update();
    }
}
