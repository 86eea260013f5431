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

    /** Order probability by strength; the margin of an order is 90. */
    private static final double[] BEST_IN_THE_MIDDLE = {0.10, 0.30, 0.34};

    private static final double[] BEST_AT_THE_END = {0.10, 0.20, 0.55};
    private static final double[] EQUAL = {0.2, 0.2 * 70 / 60, 0.2 * 70 / 50};

    /** Customers of one simulation by strength, and their orders. */
    private static final class Simulation {

        private final double[] probabilities;
        private final Random random;
        private final double[] n = new double[STRENGTHS.length];
        private final double[] sum = new double[STRENGTHS.length];
        private final double[] squares = new double[STRENGTHS.length];
        private double[] shares = {1.0 / 3, 1.0 / 3, 1.0 / 3};

        private Simulation(double[] probabilities, int seed) {
            this.probabilities = probabilities;
            this.random = new Random(seed);
        }

        private void night(int seed) {
            for (int i = 0; i < CUSTOMERS; i++) {
                double draw = random.nextDouble();
                int arm = draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2;
                double reward = random.nextDouble() < probabilities[arm] ? 90 - STRENGTHS[arm] : 0;
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
    void bestStrengthIsFoundInAlmostEverySimulation() {
        int found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation simulation = simulated(BEST_IN_THE_MIDDLE, seed);
            found += simulation.shares[1] > 0.5 ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void gainIsSignificantAtTheBestEndOnly() {
        int significant = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Arm> arms = simulated(BEST_AT_THE_END, seed).arms();
            significant += Bandit.gainLowerBound(arms, 2, 200) > 1 ? 1 : 0;
            assertThat(Bandit.gainLowerBound(arms, 0, 200)).isNegative();
        }
        assertThat(significant).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void equalStrengthsGiveNoSignificantGain() {
        int significant = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation simulation = new Simulation(EQUAL, seed);
            for (int night = 0; night < NIGHTS; night++) {
                simulation.night(night);
                significant += Bandit.gainLowerBound(simulation.arms(), 2, 200) >= 1
                                || Bandit.gainLowerBound(simulation.arms(), 0, 200) >= 1
                        ? 1
                        : 0;
            }
        }
        assertThat(significant).as("of %d nights", SEEDS * NIGHTS).isZero();
    }

    @Test
    void sharesAreEqualUntilEachStrengthHasItsLeastWeight() {
        List<Arm> arms = List.of(new Arm(5_000, 90, 1), new Arm(199, 1, 1), new Arm(5_000, 1, 1));

        assertThat(Bandit.shares(arms, 200, 0.05, new Random(1))).containsOnly(1.0 / 3);
        assertThat(Bandit.gainLowerBound(arms, 0, 200)).isNegative();
    }

    @Test
    void everyStrengthKeepsItsLeastShareAndSharesSumToOne() {
        double[] shares = Bandit.shares(
                List.of(new Arm(500, 90, 1), new Arm(500, 1, 1), new Arm(500, 1, 1)), 200, 0.05, new Random(1));

        assertThat(shares[0]).isEqualTo(0.9);
        assertThat(shares[1]).isEqualTo(0.05);
        assertThat(shares[0] + shares[1] + shares[2]).isEqualTo(1.0);
    }

    @Test
    void theSameSeedGivesTheSameShares() {
        assertThat(simulated(BEST_IN_THE_MIDDLE, 7).shares).isEqualTo(simulated(BEST_IN_THE_MIDDLE, 7).shares);
    }

    private static Simulation simulated(double[] probabilities, int seed) {
        Simulation simulation = new Simulation(probabilities, seed);
        for (int night = 0; night < NIGHTS; night++) {
            simulation.night(night);
        }
        return simulation;
    }

    @Test
    void strengthWithoutResponsesKeepsAnUncertainReward() {
        Arm withoutResponses = Arm.of(500, 0, 0, 90 * 90);
        Arm rare = Arm.of(500, 2 * 90 / 500.0, 2 * 90 * 90 / 500.0, 90 * 90);

        assertThat(withoutResponses.variance()).isPositive();
        assertThat(Bandit.gainLowerBound(List.of(rare, withoutResponses), 0, 200))
                .isNegative();
        assertThat(Bandit.shares(List.of(rare, withoutResponses), 200, 0.05, new Random(1))[1])
                .isGreaterThan(0.05);
    }

    @Test
    void sharesStayEqualWithoutAnyResponse() {
        List<Arm> withoutResponses = List.of(Arm.of(500, 0, 0, 0), Arm.of(500, 0, 0, 0));

        assertThat(Bandit.shares(withoutResponses, 200, 0.05, new Random(1))).containsExactly(0.5, 0.5);
        assertThat(Bandit.gainLowerBound(withoutResponses, 0, 200)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
