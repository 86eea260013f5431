package io.perennial.learning.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Quality of one prediction.
 *
 * @param what                 churn-risk, probability-alive, or a risk tag
 * @param customers            with a known outcome, counted once per night in the sample
 * @param came                 of these, those for whom the predicted event occurred
 * @param auc                  probability that, of two customers with different outcomes, the one with the event had the higher
 *                             score, ties counting half (Hanley and McNeil 1982, <i>Radiology</i> 143, 29–36); null if all
 *                             outcomes are equal
 * @param capacityShare        share of customers that can be treated
 * @param precisionAtCapacity  share with the event among the highest scores within capacity; null without customers
 * @param baseRate             share with the event among all customers, the precision of a random choice; null without customers
 * @param calibration          outcomes by score, the highest first
 */
public record PredictionQualityReport(
        String what,
        long customers,
        long came,
        Double auc,
        double capacityShare,
        Double precisionAtCapacity,
        Double baseRate,
        List<Score> calibration) {

    /**
     * Outcomes of one score.
     *
     * @param name  meaning of the score
     * @param share of the customers with the event
     */
    public record Score(double score, String name, long customers, long came, double share) {}

    static PredictionQualityReport of(String what, double capacityShare, List<Score> scores) {
        List<Score> highestFirst = new ArrayList<>(scores);
        highestFirst.sort(Comparator.comparingDouble(Score::score).reversed());
        long customers = highestFirst.stream().mapToLong(Score::customers).sum();
        long came = highestFirst.stream().mapToLong(Score::came).sum();
        return new PredictionQualityReport(
                what,
                customers,
                came,
                auc(highestFirst, customers, came),
                capacityShare,
                customers == 0 ? null : precision(highestFirst, capacityShare * customers),
                customers == 0 ? null : (double) came / customers,
                List.copyOf(highestFirst));
    }

    private static Double auc(List<Score> highestFirst, long customers, long came) {
        long withoutEvent = customers - came;
        if (came == 0 || withoutEvent == 0) {
            return null;
        }
        double orderedPairs = 0;
        long below = withoutEvent;
        for (Score score : highestFirst) {
            long others = score.customers() - score.came();
            below -= others;
            orderedPairs += score.came() * (below + others / 2.0);
        }
        return orderedPairs / ((double) came * withoutEvent);
    }

    /** Assumes a random choice within one score. */
    private static double precision(List<Score> highestFirst, double capacity) {
        double remaining = capacity;
        double hits = 0;
        for (Score score : highestFirst) {
            double chosen = Math.min(remaining, score.customers());
            hits += chosen * score.came() / score.customers();
            remaining -= chosen;
        }
        return hits / capacity;
    }
}
