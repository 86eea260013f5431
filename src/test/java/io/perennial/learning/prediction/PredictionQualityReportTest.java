package io.perennial.learning.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.learning.prediction.PredictionQualityReport.Score;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionQualityReportTest {

    @Test
    void aucIsTheShareOfCorrectlyOrderedPairs() {
        Random random = new Random(2);
        int[] customers = new int[4];
        int[] came = new int[4];
        int[][] fates = new int[500][];
        for (int i = 0; i < fates.length; i++) {
            int score = random.nextInt(4);
            int fate = random.nextInt(10) < 1 + 2 * score ? 1 : 0;
            fates[i] = new int[] {score, fate};
            customers[score]++;
            came[score] += fate;
        }
        double right = 0;
        double pairs = 0;
        for (int[] one : fates) {
            for (int[] other : fates) {
                if (one[1] == 1 && other[1] == 0) {
                    right += one[0] > other[0] ? 1 : one[0] == other[0] ? 0.5 : 0;
                    pairs++;
                }
            }
        }

        PredictionQualityReport quality = PredictionQualityReport.of(
                "churn-risk",
                0.05,
                List.of(
                        score(0, customers, came),
                        score(1, customers, came),
                        score(2, customers, came),
                        score(3, customers, came)));

        assertThat(quality.auc()).isCloseTo(right / pairs, within(1e-12));
        assertThat(quality.calibration()).extracting(Score::score).containsExactly(3.0, 2.0, 1.0, 0.0);
    }

    @Test
    void precisionCountsTheHighestScoresWithinCapacity() {
        PredictionQualityReport quality = PredictionQualityReport.of(
                "churn-risk",
                0.2,
                List.of(
                        new Score(0, "NONE", 80, 8, 0.1),
                        new Score(3, "HIGH", 10, 9, 0.9),
                        new Score(1, "LOW", 10, 4, 0.4)));

        assertThat(quality.precisionAtCapacity()).isCloseTo(13 / 20.0, within(1e-12));
        assertThat(quality.baseRate()).isCloseTo(0.21, within(1e-12));
        assertThat(PredictionQualityReport.of("x", 0.05, quality.calibration()).precisionAtCapacity())
                .as("half of the highest")
                .isCloseTo(0.9, within(1e-12));
    }

    @Test
    void equalOutcomesOrNoCustomersGiveNoValues() {
        assertThat(PredictionQualityReport.of("x", 0.05, List.of(new Score(1, "tagged", 5, 5, 1)))
                        .auc())
                .isNull();
        assertThat(PredictionQualityReport.of("x", 0.05, List.of()))
                .isEqualTo(new PredictionQualityReport("x", 0, 0, null, 0.05, null, null, List.of()));
    }

    private static Score score(int score, int[] customers, int[] came) {
        return new Score(score, "", customers[score], came[score], 0);
    }
}
