package io.perennial.learning.lift;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Difference between treated and held-out customers, with its 95 % confidence interval.
 *
 * @param treated    mean or share of the treated; null without any
 * @param heldOut    mean or share of the held-out; null without any
 * @param difference treated minus held-out; null when either is null
 * @param low        lower end of the interval; null with too few customers
 * @param high       upper end
 */
public record Difference(Double treated, Double heldOut, Double difference, Double low, Double high) {

    private static final double NORMAL = 1.959963984540054;
    private static final double UPPER = 0.975;
    private static final double ROUNDING = 1e-9;

    /**
     * The difference of two shares, by the hybrid of Wilson's intervals: Newcombe (1998), "Interval Estimation for the
     * Difference between Independent Proportions", <i>Statistics in Medicine</i> 17, 873–890, method 10.
     */
    static Difference ofShares(long treatedHits, long treated, long heldOutHits, long heldOut) {
        double one = (double) treatedHits / treated;
        double other = (double) heldOutHits / heldOut;
        double[] first = wilson(one, treated);
        double[] second = wilson(other, heldOut);
        double difference = one - other;
        return new Difference(
                one,
                other,
                difference,
                difference - Math.hypot(one - first[0], second[1] - other),
                difference + Math.hypot(first[1] - one, other - second[0]));
    }

    private static double[] wilson(double share, long n) {
        double square = NORMAL * NORMAL;
        double middle = 2 * n * share + square;
        double width = NORMAL * Math.sqrt(square + 4 * n * share * (1 - share));
        double whole = 2 * (n + square);
        return new double[] {Math.max(0, (middle - width) / whole), Math.min(1, (middle + width) / whole)};
    }

    /**
     * The difference of two means with unequal variances: Welch (1947), "The Generalization of 'Student's' Problem when Several
     * Different Population Variances are Involved", <i>Biometrika</i> 34, 28–35. A side without variance, such as one where all
     * values are 0, gets the error of Wilson's interval for a share of 0.
     *
     * @param unit size of one response; 0 if unknown, which leaves two sides without variance without an interval
     */
    static Difference ofMeans(Mean treated, Mean heldOut, double unit) {
        double difference = treated.mean() - heldOut.mean();
        double one = treated.errorSquared(unit);
        double other = heldOut.errorSquared(unit);
        if (one + other == 0) {
            return new Difference(treated.mean(), heldOut.mean(), difference, null, null);
        }
        double freedom =
                (one + other) * (one + other) / (one * one / (treated.n() - 1) + other * other / (heldOut.n() - 1));
        double half = new TDistribution(freedom).inverseCumulativeProbability(UPPER) * Math.sqrt(one + other);
        return new Difference(treated.mean(), heldOut.mean(), difference, difference - half, difference + half);
    }

    boolean isAbove() {
        return low != null && low > 0;
    }

    boolean isBelow() {
        return high != null && high < 0;
    }

    /** Mean of a sample, from its sum and its sum of squares. */
    record Mean(long n, double sum, double squares) {

        double mean() {
            return sum / n;
        }

        /** The variance of the mean; for a sample without variance, the effect of one unobserved response. */
        double errorSquared(double unit) {
            double spread = squares - sum * sum / n;
            if (spread > ROUNDING * squares) {
                return spread / (n - 1) / n;
            }
            double error = unit * NORMAL / (n + NORMAL * NORMAL);
            return error * error;
        }
    }
}
