package io.perennial.learning.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgNbdTest {

    private static final BgNbd PUBLISHED = new BgNbd(0.243, 4.414, 0.793, 2.426);

    @ParameterizedTest
    @CsvSource({
        "1, 2, 3, 0.3",
        "0.5, 1, 1.5, 0.9",
        "-0.3, 0.4, 0.7, 0.99",
    })
    void hypergeometricFunctionIsItsIntegral(double a, double b, double c, double z) {
        assertThat(Hypergeometric.of(a, b, c, z)).isCloseTo(euler(a, b, c, z), Percentage.withPercentage(0.01));
    }

    /** Euler's integral by the midpoint rule, with the substitution t = s²(3-2s) for the ends. */
    private static double euler(double a, double b, double c, double z) {
        int steps = 2_000_000;
        double sum = 0;
        double whole = 0;
        for (int i = 0; i < steps; i++) {
            double s = (i + 0.5) / steps;
            double t = s * s * (3 - 2 * s);
            double weight = Math.pow(t, b - 1) * Math.pow(1 - t, c - b - 1) * 6 * s * (1 - s);
            whole += weight;
            sum += weight * Math.pow(1 - z * t, -a);
        }
        return sum / whole;
    }

    @Test
    void customerWithoutRepeatPurchaseIsAlive() {
        assertThat(PUBLISHED.probabilityAlive(0, 0, 100)).isOne();
    }

    @Test
    void probabilityAliveFallsWithInactivity() {
        double before = 1;
        for (int weeks = 10; weeks < 400; weeks += 5) {
            double now = PUBLISHED.probabilityAlive(8, 10, weeks);
            assertThat(now).isBetween(0.0, before);
            before = now;
        }
        assertThat(before).isLessThan(1e-6);
    }

    @Test
    void expectationIsZeroForNoTimeAndGrowsWithTime() {
        double before = 0;
        for (double weeks = 0; weeks < 520; weeks += 13) {
            double expected = PUBLISHED.expectedPurchases(26, 30.86, 31, weeks);
            assertThat(expected).isGreaterThanOrEqualTo(before);
            before = expected;
        }
        assertThat(PUBLISHED.expectedPurchases(26, 30.86, 31, 0)).isZero();
    }

    @Test
    void veryManyOrNoPurchasesGiveFiniteExpectations() {
        for (int repeats : new int[] {0, 1, 100, 5_000}) {
            for (double age : new double[] {0.01, 1, 1_000}) {
                assertThat(PUBLISHED.expectedPurchases(repeats, age, age, 52))
                        .isNotNaN()
                        .isBetween(0.0, 1e6);
            }
        }
    }

    @Test
    void dropoutRateAtThePoleOfTheFormulaGivesAFiniteValue() {
        BgNbd below = new BgNbd(0.5, 4, 1 - 1e-4, 2);
        BgNbd at = new BgNbd(0.5, 4, 1, 2);
        BgNbd above = new BgNbd(0.5, 4, 1 + 1e-4, 2);

        assertThat(at.expectedPurchases(3, 10, 12, 52))
                .isBetween(above.expectedPurchases(3, 10, 12, 52), below.expectedPurchases(3, 10, 12, 52));
    }

    @Test
    void equalDropoutProbabilityIsTheLimitOfLargeParameters() {
        double before = new BgNbd(0.5, 4, 300, 700).expectedPurchases(3, 10, 12, 52);
        double limit = new BgNbd(0.5, 4, 48_000, 112_000).expectedPurchases(3, 10, 12, 52);

        assertThat(limit).isCloseTo(before, Percentage.withPercentage(1)).isPositive();
    }

    @Test
    void bothFormsOfTheExpectationAgree() {
        double below = new BgNbd(0.5, 4, 4.5 - 1e-9, 2).expectedPurchases(3, 10, 12, 52);
        double above = new BgNbd(0.5, 4, 4.5 + 1e-9, 2).expectedPurchases(3, 10, 12, 52);

        assertThat(above).isCloseTo(below, Percentage.withPercentage(1e-6));
    }

    @Test
    void fitRecoversTheParametersOfSimulatedData() {
        BgNbd truth = new BgNbd(0.8, 6, 0.6, 2.5);
        long[] lives = lives(truth, 20_000, new Random(11));

        BgNbd fitted = BgNbd.fit(PurchaseCounts.of(lives), null).model();

        assertThat(fitted.r()).isCloseTo(truth.r(), Percentage.withPercentage(15));
        assertThat(fitted.alpha()).isCloseTo(truth.alpha(), Percentage.withPercentage(15));
        assertThat(fitted.a() / (fitted.a() + fitted.b())).isCloseTo(0.6 / 3.1, within(0.03));
    }

    @Test
    void fitDoesNotDependOnItsStartingPoint() {
        PurchaseCounts counts = PurchaseCounts.of(lives(PUBLISHED, 15_000, new Random(5)));

        BgNbd far = BgNbd.fit(counts, null).model();

        assertThat(BgNbd.fit(counts, null).model()).isEqualTo(far);
        BgNbd near = BgNbd.fit(counts, PUBLISHED).model();
        assertThat(near.r()).isCloseTo(far.r(), Percentage.withPercentage(0.1));
        assertThat(near.b()).isCloseTo(far.b(), Percentage.withPercentage(0.5));
    }

    @Test
    void uninformativeDataStillGiveFiniteParameters() {
        long[] nobodyCameBack = new long[500];
        long[] allAlike = new long[500];
        for (int i = 0; i < nobodyCameBack.length; i++) {
            nobodyCameBack[i] = PurchaseCounts.key(0, 0, 100);
            allAlike[i] = PurchaseCounts.key(4, 80, 100);
        }

        for (long[] lives : new long[][] {nobodyCameBack, allAlike}) {
            BgNbd model = BgNbd.fit(PurchaseCounts.of(lives), null).model();
            assertThat(model.expectedPurchases(4, 11, 14, 52)).isNotNaN().isNotNegative();
        }
        GammaGamma spend = GammaGamma.fit(new int[] {2, 2, 2, 2}, new double[] {100, 100, 100, 100}, null)
                .model();
        assertThat(spend.expectedSpend(2, 100)).isCloseTo(50, Percentage.withPercentage(5));
    }

    static long[] lives(BgNbd model, int customers, Random random) {
        GammaDistribution rates = new GammaDistribution(model.r(), 1 / model.alpha());
        BetaDistribution leaving = new BetaDistribution(model.a(), model.b());
        return LongStream.range(0, customers)
                .map(no -> {
                    double rate = rates.inverseCumulativeProbability(random.nextDouble());
                    double leaves = leaving.inverseCumulativeProbability(random.nextDouble());
                    int age = 30 + random.nextInt(400);
                    int repeats = 0;
                    double last = 0;
                    double at = 0;
                    boolean alive = true;
                    while (alive) {
                        at += -Math.log(1 - random.nextDouble()) / rate * 7;
                        if (at > age) {
                            break;
                        }
                        repeats++;
                        last = at;
                        alive = random.nextDouble() >= leaves;
                    }
                    return PurchaseCounts.key(repeats, Math.round(last), age);
                })
                .toArray();
    }
}
