package io.perennial.learning.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.learning.response.Bandit.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BanditTest {

    private static final double[] STRENGTHS = {20, 30, 40};
    private static final int SEEDS = 60;
    private static final int NIGHTS = 40;
    private static final int CUSTOMERS = 120;

    /** Each strength's chance that a customer orders; an order earns 90. */
    private static final double[] BEST_IN_THE_MIDDLE = {0.10, 0.30, 0.34};

    private static final double[] BEST_AT_THE_END = {0.10, 0.20, 0.55};
    private static final double[] NONE_BETTER = {0.2, 0.2 * 70 / 60, 0.2 * 70 / 50};

    /** What a world's customers were given, and what was learned of them. */
    private static final class World {

        private final double[] chances;
        private final Random people;
        private final double[] n = new double[STRENGTHS.length];
        private final double[] sum = new double[STRENGTHS.length];
        private final double[] squares = new double[STRENGTHS.length];
        private double[] shares = {1.0 / 3, 1.0 / 3, 1.0 / 3};

        private World(double[] chances, int seed) {
            this.chances = chances;
            this.people = new Random(seed);
        }

        private void night(int seed) {
            for (int i = 0; i < CUSTOMERS; i++) {
                double lot = people.nextDouble();
                int arm = lot < shares[0] ? 0 : lot < shares[0] + shares[1] ? 1 : 2;
                double reward = people.nextDouble() < chances[arm] ? 90 - STRENGTHS[arm] : 0;
                n[arm]++;
                sum[arm] += reward;
                squares[arm] += reward * reward;
            }
            shares = Bandit.shares(arms(), 200, 0.05, new Random(seed));
        }

        private List<Arm> arms() {
            List<Arm> arms = new ArrayList<>();
            for (int i = 0; i < n.length; i++) {
                double mean = sum[i] / n[i];
                arms.add(new Arm(n[i], mean, squares[i] / n[i] - mean * mean));
            }
            return arms;
        }
    }

    @Test
    void theBestStrengthIsFoundInAlmostEveryWorld() {
        int found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = lived(BEST_IN_THE_MIDDLE, seed);
            found += world.shares[1] > 0.5 ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void betterAtTheEndIsSureOfItAndNeverOfTheOtherEnd() {
        int sure = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Arm> arms = lived(BEST_AT_THE_END, seed).arms();
            sure += Bandit.sureGain(arms, 2, 200) > 1 ? 1 : 0;
            assertThat(Bandit.sureGain(arms, 0, 200)).isNegative();
        }
        assertThat(sure).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void whereNoneIsBetterNoneIsEverSure() {
        int sure = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(NONE_BETTER, seed);
            for (int night = 0; night < NIGHTS; night++) {
                world.night(night);
                sure += Bandit.sureGain(world.arms(), 2, 200) >= 1 || Bandit.sureGain(world.arms(), 0, 200) >= 1
                        ? 1
                        : 0;
            }
        }
        assertThat(sure).as("of %d nights", SEEDS * NIGHTS).isZero();
    }

    @Test
    void beforeEachHasItsLeastCustomersAllAreTriedAlike() {
        List<Arm> arms = List.of(new Arm(5_000, 90, 1), new Arm(199, 1, 1), new Arm(5_000, 1, 1));

        assertThat(Bandit.shares(arms, 200, 0.05, new Random(1))).containsOnly(1.0 / 3);
        assertThat(Bandit.sureGain(arms, 0, 200)).isNegative();
    }

    @Test
    void eachKeepsItsLeastShareAndAllSharesAreAWhole() {
        double[] shares = Bandit.shares(
                List.of(new Arm(500, 90, 1), new Arm(500, 1, 1), new Arm(500, 1, 1)), 200, 0.05, new Random(1));

        assertThat(shares[0]).isEqualTo(0.9);
        assertThat(shares[1]).isEqualTo(0.05);
        assertThat(shares[0] + shares[1] + shares[2]).isEqualTo(1.0);
    }

    @Test
    void theSameSeedGivesTheSameShares() {
        assertThat(lived(BEST_IN_THE_MIDDLE, 7).shares).isEqualTo(lived(BEST_IN_THE_MIDDLE, 7).shares);
    }

    private static World lived(double[] chances, int seed) {
        World world = new World(chances, seed);
        for (int night = 0; night < NIGHTS; night++) {
            world.night(night);
        }
        return world;
    }

    @Test
    void strengthNobodyAnsweredIsUncertainAndNotSureToEarnNothing() {
        Arm silent = Arm.of(500, 0, 0, 90 * 90);
        Arm seldom = Arm.of(500, 2 * 90 / 500.0, 2 * 90 * 90 / 500.0, 90 * 90);

        assertThat(silent.variance()).isPositive();
        assertThat(Bandit.sureGain(List.of(seldom, silent), 0, 200)).isNegative();
        assertThat(Bandit.shares(List.of(seldom, silent), 200, 0.05, new Random(1))[1])
                .isGreaterThan(0.05);
    }

    @Test
    void whereNobodyAnsweredAnyStrengthSharesStayEqual() {
        List<Arm> silent = List.of(Arm.of(500, 0, 0, 0), Arm.of(500, 0, 0, 0));

        assertThat(Bandit.shares(silent, 200, 0.05, new Random(1))).containsExactly(0.5, 0.5);
        assertThat(Bandit.sureGain(silent, 0, 200)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
