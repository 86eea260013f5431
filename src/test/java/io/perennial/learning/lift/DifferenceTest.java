package io.perennial.learning.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.learning.lift.Difference.Mean;
import io.perennial.learning.lift.Lift.By;
import io.perennial.learning.lift.Lift.Side;
import io.perennial.learning.lift.Lift.Verdict;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final int SEEDS = 1_000;

    /** Lower bound on the covered simulations out of 1,000 at 95 % coverage: fewer has a probability of 1 in 2,000. */
    private static final int LEAST_COVERED = 927;

    @Test
    void differenceOfSharesIsNewcombesPublishedExample() {
        Difference difference = Difference.ofShares(56, 70, 48, 80);

        assertThat(difference.difference()).isCloseTo(0.2, within(1e-9));
        assertThat(difference.low()).isCloseTo(0.0524, within(0.00005));
        assertThat(difference.high()).isCloseTo(0.3339, within(0.00005));
    }

    @Test
    void differenceOfMeansIsWelchsOnStudentsSleepData() {
        Difference difference = Difference.ofMeans(
                mean(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
                mean(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
                1);

        assertThat(difference.difference()).isCloseTo(-1.58, within(1e-9));
        assertThat(difference.low()).isCloseTo(-3.3654832, within(1e-6));
        assertThat(difference.high()).isCloseTo(0.2054832, within(1e-6));
    }

    @Test
    void sidesWithoutVarianceGetTheErrorOfAShareOfZero() {
        Difference nobody = Difference.ofMeans(new Mean(200, 0, 0), new Mean(100, 0, 0), 1);
        Difference shares = Difference.ofShares(0, 200, 0, 100);
        assertThat(nobody.difference()).isZero();
        assertThat(nobody.low()).isBetween(-0.045, shares.low());
        assertThat(nobody.high()).isBetween(shares.high(), 0.045);

        Difference rare = Difference.ofMeans(new Mean(200, 12, 12), new Mean(100, 0, 0), 1);
        Difference ofShares = Difference.ofShares(12, 200, 0, 100);
        assertThat(rare.low()).isCloseTo(ofShares.low(), within(0.03));
        assertThat(rare.high()).isCloseTo(ofShares.high(), within(0.03));

        Difference everybody = Difference.ofMeans(mean(0.1, 0.1, 0.1), mean(0.1, 0.1), 0.1);
        assertThat(everybody.high()).isGreaterThan(0.03);
        assertThat(Difference.ofMeans(mean(0, 0, 0), mean(0, 0), 0))
                .as("the size of a response is unknown")
                .isEqualTo(new Difference(0.0, 0.0, 0.0, null, null));
    }

    @Test
    void noSumsGiveAnIntervalOfWidthZero() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Side treated = side(random, 100 + random.nextInt(400), random.nextInt(3) * 0.01, 0);
            Side heldOut = side(random, 100 + random.nextInt(100), random.nextInt(3) * 0.01, 0);
            Lift lift = Lift.of(By.OFFER, "x", treated, heldOut, 100);
            assertThat(lift.returned().high() - lift.returned().low()).isGreaterThan(0.005);
            assertThat(lift.orders().high() - lift.orders().low()).isGreaterThan(0.005);
            if (treated.returned() + heldOut.returned() == 0) {
                assertThat(lift.margin().low()).isNull();
                assertThat(lift.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
            } else {
                assertThat(lift.margin().high() - lift.margin().low()).isGreaterThan(0.1);
            }
        }
    }

    @Test
    void zeroReturnsStillYieldAnInterval() {
        Difference difference = Difference.ofShares(0, 200, 0, 100);

        assertThat(difference.low()).isNegative();
        assertThat(difference.high()).isPositive();
    }

    @Test
    void intervalsCoverAKnownEffectInNinetyFivePercentOfSimulations() {
        int returned = 0;
        int orders = 0;
        int margin = 0;
        int gains = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Lift lift = world(seed, 4_000, 400, 0.30, 0.22, 12);
            returned += covers(lift.returned(), 0.08);
            orders += covers(lift.orders(), 0.08);
            margin += covers(lift.margin(), (0.30 - 0.22) * 90 - 0.30 * 12);
            gains += lift.verdict() == Verdict.GAINS ? 1 : 0;
            assertThat(lift.verdict()).isNotEqualTo(Verdict.LOSES);
        }
        assertThat(returned).isGreaterThanOrEqualTo(LEAST_COVERED);
        assertThat(orders).isGreaterThanOrEqualTo(LEAST_COVERED);
        assertThat(margin).isGreaterThanOrEqualTo(LEAST_COVERED);
        assertThat(gains).as("most simulations are too small to show it").isBetween(50, 900);
    }

    @Test
    void noEffectIsShownWithoutOne() {
        int none = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            none += world(seed, 4_000, 400, 0.25, 0.25, 0).verdict() == Verdict.NO_DIFFERENCE_SHOWN ? 1 : 0;
        }
        assertThat(none).isGreaterThanOrEqualTo(LEAST_COVERED);
    }

    @Test
    void tooFewCustomersGiveNoVerdict() {
        Lift lift = world(1, 4_000, 99, 0.9, 0.1, 0);

        assertThat(lift.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(lift.heldOut()).isEqualTo(99);
        assertThat(lift.returned().treated()).isNotNull();
        assertThat(lift.returned().low()).isNull();
        assertThat(lift.margin().high()).isNull();
    }

    @Test
    void emptySideGivesNoDifference() {
        Lift lift = Lift.of(By.OFFER, "x", new Side(5, 1, 1, 1, 3, 9), Side.NONE, 100);

        assertThat(lift.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(lift.orders()).isEqualTo(new Difference(0.2, null, null, null, null));
    }

    /** Customers return at random and spend about 900 yuan with a margin of 10 %; the treated redeem a coupon. */
    private static Lift world(int seed, int treated, int heldOut, double chance, double unaided, double coupon) {
        Random random = new Random(seed);
        return Lift.of(
                By.STAGE, "RECALL", side(random, treated, chance, coupon), side(random, heldOut, unaided, 0), 100);
    }

    private static Side side(Random random, int customers, double chance, double coupon) {
        long returned = 0;
        double margin = 0;
        double squares = 0;
        for (int i = 0; i < customers; i++) {
            if (random.nextDouble() < chance) {
                double earned = 90 * (0.4 + 1.2 * random.nextDouble()) - coupon;
                returned++;
                margin += earned;
                squares += earned * earned;
            }
        }
        return new Side(customers, returned, returned, returned, margin, squares);
    }

    private static int covers(Difference difference, double truth) {
        return difference.low() <= truth && truth <= difference.high() ? 1 : 0;
    }

    private static Mean mean(double... values) {
        return new Mean(
                values.length,
                DoubleStream.of(values).sum(),
                DoubleStream.of(values).map(value -> value * value).sum());
    }
}
