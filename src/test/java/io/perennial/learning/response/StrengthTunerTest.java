package io.perennial.learning.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.EffectTestContext;
import io.perennial.TestDatabases;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.IssueResult.IssueOutcome;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

class StrengthTunerTest {

    private static final String OFFER = "recall-30-off";
    private static final Instant BEGIN = Instant.parse("2026-03-02T02:00:00Z");
    private static final String[] BAND = {
        "perennial.tuner.offers." + OFFER + ".floor=20",
        "perennial.tuner.offers." + OFFER + ".ceiling=40",
        "perennial.tuner.offers." + OFFER + ".step=10",
        "perennial.tuner.offers." + OFFER + ".budget=300",
        "perennial.tuner.offers." + OFFER + ".table=recall-offer",
        "perennial.tuner.offers." + OFFER + ".stronger=welcome-20-off",
        "perennial.tuner.least-weight=50"
    };

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void untunedOfferKeepsItsStrength(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind);

        assertThat(issue(effects, "k", "welcome-20-off").value()).isEqualByComparingTo("20");
        assertThat(effects.get(StrengthTuner.class).learn()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void strengthsOfTheBandAreUsedWithinTheMonthlyBudget(TestDatabases.Kind kind) {
        EffectTestContext effects = tuned(kind);
        StrengthTuner tuner = effects.get(StrengthTuner.class);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            values.add(issue(effects, "k" + i, OFFER).value().toPlainString());
        }

        assertThat(values).contains("20.00", "30.00", "40.00");
        assertThat(values.stream().filter("40.00"::equals))
                .as("300 yuan, 10 more each")
                .hasSize(30);
        assertThat(tuner.spentThisMonth(OFFER)).isEqualByComparingTo("300.00");
        assertThat(effects.sql()
                        .sql("select amount_issued from offer_budget where offer = ?")
                        .param(OFFER)
                        .query(BigDecimal.class)
                        .single())
                .isEqualByComparingTo(values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add));

        effects.clock().setTo(BEGIN.plus(Duration.ofDays(31)));
        assertThat(tuner.spentThisMonth(OFFER)).as("a new month").isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void sixtyFourConcurrentIssuesStayWithinTheBudget(TestDatabases.Kind kind) throws Exception {
        EffectTestContext effects = tuned(kind);

        List<BigDecimal> values = EffectTestContext.atOnce(64, no -> {
                    List<BigDecimal> own = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        own.add(issue(effects, "t" + no + "-" + i, OFFER).value());
                    }
                    return own;
                })
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(values.stream().filter(new BigDecimal("40.00")::equals)).hasSizeLessThanOrEqualTo(30);
        assertThat(effects.get(StrengthTuner.class).spentThisMonth(OFFER))
                .isLessThanOrEqualTo(new BigDecimal("300.00"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void withheldCouponCostsNoBudget(TestDatabases.Kind kind) {
        EffectTestContext effects = tuned(kind);
        effects.get(CouponService.class).setBudget(OFFER, 0, new BigDecimal("1000.00"));
        for (int i = 0; i < 30; i++) {
            effects.get(CouponService.class).issue("n" + i, effects.customer(), OFFER, "test");
        }

        assertThat(effects.get(StrengthTuner.class).spentThisMonth(OFFER)).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void bestStrengthGetsMostCustomersAndSameDataChangeNothing(TestDatabases.Kind kind) {
        EffectTestContext effects = tuned(kind);
        StrengthTuner tuner = effects.get(StrengthTuner.class);
        respond(effects, Map.of(20, 0.1, 30, 0.9, 40, 0.2));

        assertThat(tuner.learn()).as("no window is over").noneMatch(StrengthTuner.Learned::hasNewShares);
        effects.clock().setTo(BEGIN.plus(Duration.ofDays(20)));
        List<StrengthTuner.Learned> learned = tuner.learn();

        assertThat(learned).singleElement().satisfies(one -> {
            assertThat(one.hasNewShares()).isTrue();
            assertThat(one.before()).extracting(Strength::share).containsOnly(1.0 / 3);
            assertThat(one.after()).extracting(Strength::share).containsExactly(0.05, 0.9, 0.05);
            assertThat(one.after().get(1).reward()).isBetween(70.0, 90.0);
        });
        assertThat(tuner.learn()).noneMatch(StrengthTuner.Learned::hasNewShares);
        assertThat(tuner.advice()).as("the best lies within the band").isEmpty();
        int own = 0;
        for (int i = 0; i < 100; i++) {
            own += issue(effects, "after" + i, OFFER).value().intValue() == 30 ? 1 : 0;
        }
        assertThat(own).isGreaterThan(75);
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void betterStrengthOutsideTheBandIsOnlyProposed(TestDatabases.Kind kind) {
        EffectTestContext effects = tuned(kind);
        respond(effects, Map.of(20, 0.1, 30, 0.2, 40, 0.9));
        effects.clock().setTo(BEGIN.plus(Duration.ofDays(20)));

        assertThat(effects.get(StrengthTuner.class).advice()).singleElement().satisfies(advice -> {
            assertThat(advice.table()).isEqualTo("recall-offer");
            assertThat(advice.replacement()).isEqualTo("welcome-20-off");
            assertThat(advice.strength()).isEqualByComparingTo("40");
            assertThat(advice.gainLowerBound()).isBetween(1.0, advice.gain());
            assertThat(advice.customers()).isEqualTo(600);
            assertThat(advice.redeemedShare()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(TestDatabases.Kind.class)
    void equalStrengthsGiveNoAdvice(TestDatabases.Kind kind) {
        EffectTestContext effects = tuned(kind);
        respond(effects, Map.of(20, 0.4, 30, 0.4, 40, 0.4));
        effects.clock().setTo(BEGIN.plus(Duration.ofDays(20)));

        assertThat(effects.get(StrengthTuner.class).advice()).isEmpty();
    }

    private static EffectTestContext tuned(TestDatabases.Kind kind) {
        EffectTestContext effects = EffectTestContext.emptied(kind).with(BAND);
        effects.clock().setTo(BEGIN);
        return effects;
    }

    private static Coupon issue(EffectTestContext effects, String key, String offer) {
        String customer = effects.customer();
        CouponService coupons = effects.get(CouponService.class);
        assertThat(coupons.issue(key, customer, offer, "test").outcome()).isEqualTo(IssueOutcome.ISSUED);
        return coupons.couponsOf(customer).get(0);
    }

    /** Issues each strength to 200 customers today; the given share of them orders for 900 yuan a day later. */
    private static void respond(EffectTestContext effects, Map<Integer, Double> chances) {
        Random random = new Random(4);
        List<Object[]> coupons = new ArrayList<>();
        List<Object[]> orders = new ArrayList<>();
        chances.forEach((strength, chance) -> {
            for (int i = 0; i < 200; i++) {
                String id = "r" + strength + "-" + i;
                coupons.add(new Object[] {
                    "C" + effects.get(SequenceIds.class).next(),
                    id,
                    id,
                    OFFER,
                    strength,
                    strength,
                    SqlTime.of(BEGIN),
                    SqlTime.of(BEGIN)
                });
                if (random.nextDouble() < chance) {
                    orders.add(new Object[] {id, id, SqlTime.of(BEGIN.plus(Duration.ofDays(1)))});
                }
                orders.add(new Object[] {id, id + "late", SqlTime.of(BEGIN.plus(Duration.ofDays(15)))});
            }
        });
        JdbcTemplate template = effects.get(JdbcTemplate.class);
        template.batchUpdate(
                "insert into coupon (coupon_id, request_key, customer_id, offer, type, value, cost, state, issued_at,"
                        + " expires_at) values (?, ?, ?, ?, 'CASH_OFF', ?, ?, 'ISSUED', ?, ?)",
                coupons);
        template.batchUpdate(
                "insert into customer_order (customer_id, order_id, placed_at, amount, cancelled) values (?, ?, ?,"
                        + " 900, false)",
                orders);
    }
}
