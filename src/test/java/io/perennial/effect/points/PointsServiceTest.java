package io.perennial.effect.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.EffectTestContext;
import io.perennial.effect.points.SpendResult.SpendOutcome;
import io.perennial.effect.points.Statement.Entry;
import io.perennial.effect.points.Statement.Lot;
import io.perennial.effect.points.Statement.LotPoints;
import io.perennial.platform.api.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointsServiceTest {

    private static final String BOTH = "io.perennial.EffectTestContext#both";

    @ParameterizedTest
    @MethodSource(BOTH)
    void earnsOncePerKeyForTwelveMonths(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        effects.clock().setTo(Instant.parse("2026-03-02T02:00:00Z"));

        points.earn("k-" + customer, customer, 50, "recall", "test");
        points.earn("k-" + customer, customer, 50, "recall", "test");

        Statement statement = points.statement(customer);
        assertThat(statement.balance()).isEqualTo(50);
        assertThat(statement.lots()).singleElement().satisfies(lot -> {
            assertThat(lot.expiresAt()).isEqualTo("2027-03-02T02:00:00Z");
            assertThat(lot.points()).isEqualTo(50);
            assertThat(lot.remaining()).isEqualTo(50);
        });
        assertThat(statement.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.points()).isEqualTo(50);
            assertThat(entry.reason()).isEqualTo("recall");
            assertThat(entry.lots())
                    .containsExactly(new LotPoints(statement.lots().get(0).lotId(), 50));
        });
        assertThatThrownBy(() -> points.earn("k-" + customer, customer, 51, "recall", "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
        assertThatThrownBy(() -> points.earn("n-" + customer, customer, 0, "recall", "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void spendsFirstExpiringFirstAndNamesTheLots(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        points.earn("1-" + customer, customer, 30, "order", "test");
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(10)));
        points.earn("2-" + customer, customer, 40, "order", "test");
        List<Lot> lots = points.statement(customer).lots();

        SpendResult spent = points.spend("s-" + customer, customer, 50, "FEE_WAIVER", "test");

        assertThat(spent)
                .isEqualTo(new SpendResult(
                        SpendOutcome.SPENT,
                        List.of(
                                new LotPoints(lots.get(0).lotId(), 30),
                                new LotPoints(lots.get(1).lotId(), 20))));
        assertThat(points.spend("s-" + customer, customer, 50, "FEE_WAIVER", "test"))
                .isEqualTo(spent);
        assertThat(points.spend("t-" + customer, customer, 21, "FEE_WAIVER", "test"))
                .isEqualTo(new SpendResult(SpendOutcome.TOO_FEW, List.of()));
        Statement statement = points.statement(customer);
        assertThat(statement.balance()).isEqualTo(20);
        assertThat(statement.entries()).extracting(Entry::points).containsExactly(-50L, 40L, 30L);
        assertThat(statement.entries().get(0).lots()).containsExactlyInAnyOrderElementsOf(spent.lots());
        assertThatThrownBy(() -> points.spend("1-" + customer, customer, 1, "FEE_WAIVER", "test"))
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void expiresWhatIsLeftOfADueLot(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        String other = effects.customer();
        points.earn("1-" + customer, customer, 30, "order", "test");
        points.earn("1-" + other, other, 5, "order", "test");
        points.spend("s-" + customer, customer, 10, "FEE_WAIVER", "test");
        Instant due = effects.clock()
                .instant()
                .atZone(effects.clock().getZone())
                .plus(Period.ofMonths(12))
                .toInstant();

        effects.clock().setTo(due.minusMillis(1));
        assertThat(points.expire(customer, customer)).isZero();
        assertThat(points.statement(customer).balance()).isEqualTo(20);
        effects.clock().setTo(due);
        assertThat(points.statement(customer).balance()).isZero();
        assertThat(points.spend("t-" + customer, customer, 1, "FEE_WAIVER", "test")
                        .outcome())
                .isEqualTo(SpendOutcome.TOO_FEW);
        assertThat(points.expire(customer, customer)).isOne();
        assertThat(points.expire(customer, customer)).isZero();

        assertThat(points.statement(customer).entries())
                .extracting(Entry::points)
                .containsExactly(-20L, -10L, 30L);
        assertThat(points.statement(customer).lots()).extracting(Lot::remaining).containsExactly(0L);
        assertThat(effects.count("select sum(remaining) from points_lot where customer_id = ?", other))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void enrolsOnceAndReturnsMembershipsOfMany(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String member = effects.customer();
        String stranger = effects.customer();
        points.enrol(member);
        points.enrol(member);
        points.earn("k-" + member, member, 7, "order", "test");

        Map<String, Membership> memberships = points.membershipsOf(List.of(member, stranger));

        assertThat(memberships)
                .containsOnly(
                        Map.entry(member, new Membership(Level.BRONZE, 7)),
                        Map.entry(stranger, new Membership(null, 0)));
        assertThat(points.membershipsOf(List.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void reversesOnceFromItsOwnLotFirst(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        points.earn("1-" + customer, customer, 30, "order", "test");
        effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(1)));
        points.earn("2-" + customer, customer, 40, "order", "test");

        ReversalResult reversed = points.reverse("r-" + customer, customer, "2-" + customer, "cancelled", "test");

        assertThat(reversed.taken()).isEqualTo(40);
        assertThat(points.reverse("r-" + customer, customer, "2-" + customer, "cancelled", "test"))
                .isEqualTo(reversed);
        assertThat(points.reverse("n-" + customer, customer, "never-earned", "cancelled", "test")
                        .taken())
                .isZero();
        assertThatThrownBy(() -> points.reverse("r-" + customer, customer, "1-" + customer, "cancelled", "test"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.code()).isEqualTo("KEY_REUSED"));
        assertThat(points.statement(customer).lots()).extracting(Lot::remaining).containsExactly(30L, 0L);
        assertThat(earned(effects, customer)).isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void pointsThatCannotBeReversedAreOwedAndRepaidFirst(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        points.earn("1-" + customer, customer, 30, "order", "test");
        points.spend("s-" + customer, customer, 25, "FEE_WAIVER", "test");

        ReversalResult reversed = points.reverse("r-" + customer, customer, "1-" + customer, "cancelled", "test");

        assertThat(reversed.taken()).isEqualTo(5);
        assertThat(reversed.owed()).isEqualTo(25);
        assertThat(points.statement(customer).balance()).isZero();
        points.earn("2-" + customer, customer, 20, "order", "test");
        assertThat(points.statement(customer).balance()).isZero();
        assertThat(points.statement(customer).owed()).isEqualTo(5);
        points.earn("3-" + customer, customer, 20, "order", "test");
        assertThat(points.statement(customer).balance()).isEqualTo(15);
        assertThat(points.statement(customer).owed()).isZero();
        assertThat(earned(effects, customer)).isEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void levelIsAvailableForAnyDay(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        Instant monday = effects.clock().instant();
        Instant tuesday = monday.plus(Duration.ofDays(1));
        Instant wednesday = monday.plus(Duration.ofDays(2));
        points.enrol(customer);
        effects.clock().setTo(tuesday);
        points.setLevel("k-" + customer, customer, Level.GOLD, "test");
        effects.clock().setTo(wednesday);
        points.setLevel("k-" + customer, customer, Level.GOLD, "test");
        points.setLevel("l-" + customer, customer, Level.SILVER, "test");

        assertThat(Stream.of(monday.minusSeconds(1), monday, tuesday, wednesday)
                        .map(at -> points.statement(customer, at).level()))
                .containsExactly(null, Level.BRONZE, Level.GOLD, Level.SILVER);
        assertThatThrownBy(() -> points.setLevel("k-" + customer, customer, Level.SILVER, "test"))
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void statementIsAvailableForAnyPastDay(EffectTestContext effects) {
        PointsController controller = effects.get(PointsController.class);
        String customer = effects.customer();
        effects.get(PointsService.class).earn("k-" + customer, customer, 7, "order", "test");

        assertThat(controller.points(customer, "2026-03-01").balance()).isZero();
        assertThat(controller.points(customer, "2026-03-02").balance()).isEqualTo(7);
        assertThat(controller.points(customer, "2026-03-02T09:59:59+08:00").balance())
                .isZero();
        assertThat(controller.points(customer, null).balance()).isEqualTo(7);
        assertThatThrownBy(() -> controller.points(customer, "yesterday")).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void monthClosesWithoutPointsThatExpiredOnItsLastDay(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        effects.clock().setTo(Instant.parse("2026-03-31T10:00:00Z"));
        points.earn("1-" + customer, customer, 600, "order", "test");
        effects.clock().setTo(Instant.parse("2026-04-02T10:00:00Z"));
        points.earn("2-" + customer, customer, 50, "order", "test");
        Instant midnight = Instant.parse("2027-03-31T16:00:00Z");
        MonthStatement beforeTheReview = null;

        for (Instant now : List.of(midnight, midnight.plus(Duration.ofHours(2)))) {
            effects.clock().setTo(now);
            if (now.isAfter(midnight)) {
                points.expire(customer, customer);
            }
            MonthStatement march = points.month(customer, YearMonth.parse("2027-03"));
            assertThat(march.opening()).isEqualTo(650);
            assertThat(march.expired()).isEqualTo(600);
            assertThat(march.closing()).isEqualTo(50);
            assertThat(march.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.points()).isEqualTo(-600);
                assertThat(entry.at()).isEqualTo("2027-03-31T10:00:00Z");
            });
            MonthStatement april = points.month(customer, YearMonth.parse("2027-04"));
            assertThat(april.opening()).isEqualTo(50);
            assertThat(april.expired()).isZero();
            assertThat(april.entries()).isEmpty();
            assertThat(beforeTheReview == null || beforeTheReview.equals(march)).isTrue();
            beforeTheReview = march;
        }
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void sumsBeyondTwoToThe31AreExact(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        points.enrol(customer);
        long many = 1_000_000_000_000L;
        points.award(List.of(
                new PointsService.Award(
                        "1-" + customer, customer, many, effects.clock().instant(), "SPEND", "a"),
                new PointsService.Award(
                        "2-" + customer, customer, many, effects.clock().instant(), "SPEND", "b")));
        points.spend("s-" + customer, customer, many + 1, "FEE_WAIVER", "test");
        points.reverse("r-" + customer, customer, "1-" + customer, "cancelled", "a");
        points.reverse("q-" + customer, customer, "2-" + customer, "cancelled", "b");

        assertThat(points.statement(customer).balance()).isZero();
        assertThat(points.statement(customer).owed()).isEqualTo(many + 1);
        points.earn("3-" + customer, customer, 3 * many, "order", "test");
        assertThat(points.statement(customer).owed()).isZero();
        assertThat(points.membershipsOf(List.of(customer)).get(customer).balance())
                .isEqualTo(2 * many - 1);
        assertThat(earned(effects, customer)).isEqualTo(3 * many);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void owedPointsAreRepaidFromTheBalanceOnce(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        points.earn("1-" + customer, customer, 1_000, "order", "test");
        points.spend("s-" + customer, customer, 1_000, "FEE_WAIVER", "test");
        points.reverse("r-" + customer, customer, "1-" + customer, "cancelled", "test");
        String other = effects.customer();
        points.earn("1-" + other, other, 1_200, "order", "test");
        for (String table : List.of("points_lot", "points_entry")) {
            effects.sql()
                    .sql("update " + table + " set customer_id = ? where customer_id = ?")
                    .params(customer, other)
                    .update();
        }

        points.repayOwed("m-" + customer, customer);
        points.repayOwed("n-" + customer, customer);

        assertThat(points.statement(customer).balance()).isEqualTo(200);
        assertThat(points.statement(customer).owed()).isZero();
        assertThat(points.statement(customer).entries().stream()
                        .mapToLong(Entry::points)
                        .sum())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void concurrentSpendingNeverExceedsTheBalance(EffectTestContext effects) throws Exception {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        IntStream.range(0, 10).forEach(i -> points.earn(i + "-" + customer, customer, 10, "order", "test"));

        List<SpendResult> spent = EffectTestContext.atOnce(
                16,
                thread -> effects.locked(
                        customer, () -> points.spend("s" + thread + customer, customer, 15, "FEE_WAIVER", "test")));

        assertThat(spent).filteredOn(one -> one.outcome() == SpendOutcome.SPENT).hasSize(6);
        assertThat(points.statement(customer).balance()).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource(BOTH)
    void balanceAndEntriesAgreeInARandomHistory(EffectTestContext effects) {
        PointsService points = effects.get(PointsService.class);
        String customer = effects.customer();
        Random random = new Random(4711);
        long balance = 0;

        for (int i = 0; i < 60; i++) {
            effects.clock().setTo(effects.clock().instant().plus(Duration.ofDays(random.nextInt(40))));
            points.expire(customer, customer);
            balance = points.statement(customer).balance();
            int amount = 1 + random.nextInt(100);
            if (random.nextBoolean()) {
                points.earn(i + "-" + customer, customer, amount, "order", "test");
                balance += amount;
            } else {
                SpendResult spent = points.spend(i + "-" + customer, customer, amount, "FEE_WAIVER", "test");
                assertThat(spent.outcome()).isEqualTo(amount <= balance ? SpendOutcome.SPENT : SpendOutcome.TOO_FEW);
                balance -= spent.outcome() == SpendOutcome.SPENT ? amount : 0;
            }
            Statement statement = points.statement(customer);
            assertThat(statement.balance()).isEqualTo(balance).isNotNegative();
            assertThat(statement.entries().stream().mapToLong(Entry::points).sum())
                    .isEqualTo(balance);
            assertThat(statement.lots())
                    .allSatisfy(lot -> assertThat(lot.remaining()).isBetween(0L, lot.points()));
        }
    }

    /** The points that count towards the level. */
    private static long earned(EffectTestContext effects, String customer) {
        effects.get(PointsService.class).enrol(customer);
        return effects.get(PointsRepository.class)
                .memberPoints(List.of(customer), Instant.EPOCH)
                .get(0)
                .earned();
    }
}
