package io.perennial.learning.response;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Multi-armed bandit over the strengths of an offer: each strength gets a share equal to the probability that it is the best.
 * Thompson (1933), "On the Likelihood that One Unknown Probability Exceeds Another in View of the Evidence of Two Samples",
 * <i>Biometrika</i> 25, 285–294; batched as in Scott (2010), "A Modern Bayesian Look at the Multi-Armed Bandit", <i>Applied
 * Stochastic Models in Business and Industry</i> 26, 639–658.
 */
final class Bandit {

    private static final int DRAWS = 2_000;

    /** Standard normal quantile of a two-sided error of 0.1 %: low, since the test is repeated every night. */
    private static final double NIGHTLY_NORMAL = 3.29;

    private static final double NORMAL = 1.959963984540054;
    private static final double ROUNDING = 1e-9;

    /**
     * Observations of one strength.
     *
     * @param weight   customers, weighted down with age
     * @param mean     reward per customer in yuan
     * @param variance of the reward between customers
     */
    record Arm(double weight, double mean, double variance) {

        /**
         * Creates an arm from the mean of rewards and of their squares. If all rewards are equal, such as 0, the mean gets the
         * error of Wilson's interval for a share of 0.
         *
         * @param responseSquare mean square of the reward of one response
         */
        static Arm of(double weight, double mean, double squares, double responseSquare) {
            double variance = squares - mean * mean;
            if (variance > ROUNDING * squares) {
                return new Arm(weight, mean, variance);
            }
            double wilson = NORMAL / (weight + NORMAL * NORMAL);
            return new Arm(weight, mean, weight * wilson * wilson * responseSquare);
        }

        boolean isKnown(double leastWeight) {
            return weight >= leastWeight && variance > 0;
        }
    }

    private Bandit() {}

    /** Equal shares until every arm is known; then the probability of being the best, with a minimum share. */
    static double[] shares(List<Arm> arms, double leastWeight, double leastShare, Random random) {
        double[] shares = new double[arms.size()];
        if (!arms.stream().allMatch(arm -> arm.isKnown(leastWeight))) {
            Arrays.fill(shares, 1.0 / arms.size());
            return shares;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            int best = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < arms.size(); i++) {
                Arm arm = arms.get(i);
                double mean = arm.mean() + random.nextGaussian() * Math.sqrt(arm.variance() / arm.weight());
                if (mean > highest) {
                    best = i;
                    highest = mean;
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
     * The lower confidence bound of the candidate's gain per customer over the best other arm; negative without a significant
     * gain, or while an arm is unknown.
     */
    static double gainLowerBound(List<Arm> arms, int candidate, double leastWeight) {
        if (arms.size() < 2 || !arms.stream().allMatch(arm -> arm.isKnown(leastWeight))) {
            return Double.NEGATIVE_INFINITY;
        }
        Arm chosen = arms.get(candidate);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < arms.size(); i++) {
            if (i != candidate) {
                Arm other = arms.get(i);
                double error = Math.sqrt(chosen.variance() / chosen.weight() + other.variance() / other.weight());
                least = Math.min(least, chosen.mean() - other.mean() - NIGHTLY_NORMAL * error);
            }
        }
        return least;
    }
}
