package io.perennial.learning.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well one thing was foretold.
 *
 * @param what                 churn-risk, probability-alive, or a risk tag
 * @param customers            whose fate is known, once for each night they were in the sample
 * @param came                 of these, for whom it came
 * @param auc                  the chance that of two customers the one for whom it came had the higher score, ties counting
 *                             half (Hanley and McNeil 1982, <i>Radiology</i> 143, 29–36); null while all fared alike
 * @param capacityShare        the part of customers that can be taken care of
 * @param precisionAtCapacity  of those with the highest scores, as many as can be taken care of, the part for whom it came;
 *                             null for nobody
 * @param baseRate             of all customers, the part for whom it came: what precision would be by chance; null for nobody
 * @param calibration          what came of each score, the highest first
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
     * Customers of one score.
     *
     * @param name  what the score means
     * @param share of them, for whom it came
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
        long stayedAway = customers - came;
        if (came == 0 || stayedAway == 0) {
            return null;
        }
        double rightlyOrdered = 0;
        long below = stayedAway;
        for (Score score : highestFirst) {
            long others = score.customers() - score.came();
            below -= others;
            rightlyOrdered += score.came() * (below + others / 2.0);
        }
        return rightlyOrdered / ((double) came * stayedAway);
    }

    /** Within one score the customers taken care of are as good as any. */
    private static double precision(List<Score> highestFirst, double capacity) {
        double room = capacity;
        double hit = 0;
        for (Score score : highestFirst) {
            double taken = Math.min(room, score.customers());
            hit += taken * score.came() / score.customers();
            room -= taken;
        }
        return hit / capacity;
    }
}
