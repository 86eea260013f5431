package io.perennial.feedback;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Which of several strengths to use how often, by what they earned: each gets a share as large as the chance that it is the
 * best. Thompson (1933), "On the Likelihood that One Unknown Probability Exceeds Another in View of the Evidence of Two
 * Samples", <i>Biometrika</i> 25, 285–294; a batch at a time as in Scott (2010), "A Modern Bayesian Look at the Multi-Armed
 * Bandit", <i>Applied Stochastic Models in Business and Industry</i> 26, 639–658.
 */
final class Bandit {

    private static final int DRAWS = 2_000;

    /** Of two-sided chance 1 in 1,000: nights are many, and each looks anew. */
    private static final double SURE = 3.29;

    /**
     * What was learned of one strength.
     *
     * @param weight   customers, older ones counting less
     * @param mean     reward of a customer in yuan
     * @param variance of it between customers
     */
    record Arm(double weight, double mean, double variance) {}

    private Bandit() {}

    /** Equal shares until each has its least weight; then by chance of being the best, above a least share. */
    static double[] shares(List<Arm> arms, double leastWeight, double leastShare, Random random) {
        double[] shares = new double[arms.size()];
        if (arms.stream().anyMatch(arm -> arm.weight() < leastWeight)) {
            Arrays.fill(shares, 1.0 / arms.size());
            return shares;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            int best = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < arms.size(); i++) {
                Arm arm = arms.get(i);
                double mean = arm.mean() + random.nextGaussian() * Math.sqrt(arm.variance() / arm.weight());
                if (mean > most) {
                    best = i;
                    most = mean;
                }
            }
            shares[best]++;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = leastShare + (1 - arms.size() * leastShare) * shares[i] / DRAWS;
        }
        return shares;
    }

    /**
     * What the last or first arm earns more than the best of the others, a customer, at least: the lower end of an interval
     * that hardly ever fails; below nought where that is not sure, or too little is known of any.
     */
    static double sureGain(List<Arm> arms, int candidate, double leastWeight) {
        if (arms.size() < 2 || arms.stream().anyMatch(arm -> arm.weight() < leastWeight)) {
            return Double.NEGATIVE_INFINITY;
        }
        Arm chosen = arms.get(candidate);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < arms.size(); i++) {
            if (i != candidate) {
                Arm other = arms.get(i);
                double error = Math.sqrt(chosen.variance() / chosen.weight() + other.variance() / other.weight());
                least = Math.min(least, chosen.mean() - other.mean() - SURE * error);
            }
        }
        return least;
    }
}
