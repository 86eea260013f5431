package io.perennial.learning.response;

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

    private static final double NORMAL = 1.959963984540054;
    private static final double ROUNDING = 1e-9;

    /**
     * What was learned of one strength.
     *
     * @param weight   customers, older ones counting less
     * @param mean     reward of a customer in yuan
     * @param variance of it between customers
     */
    record Arm(double weight, double mean, double variance) {

        /**
         * An arm by the mean of rewards and of their squares. Where all rewards are the same, such as nothing, the mean is as
         * uncertain as Wilson's interval says of a share of 0.
         *
         * @param ofAnAnswer the square of what one answer earns
         */
        static Arm of(double weight, double mean, double squares, double ofAnAnswer) {
            double variance = squares - mean * mean;
            if (variance > ROUNDING * squares) {
                return new Arm(weight, mean, variance);
            }
            double wilson = NORMAL / (weight + NORMAL * NORMAL);
            return new Arm(weight, mean, weight * wilson * wilson * ofAnAnswer);
        }

        boolean isKnown(double leastWeight) {
            return weight >= leastWeight && variance > 0;
        }
    }

    private Bandit() {}

    /** Equal shares until each has its least weight and any was answered; then by chance of being the best, above a least share. */
    static double[] shares(List<Arm> arms, double leastWeight, double leastShare, Random random) {
        double[] shares = new double[arms.size()];
        if (!arms.stream().allMatch(arm -> arm.isKnown(leastWeight))) {
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
        if (arms.size() < 2 || !arms.stream().allMatch(arm -> arm.isKnown(leastWeight))) {
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
