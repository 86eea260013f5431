package io.perennial.learning.value;

import java.util.stream.IntStream;
import org.hipparchus.special.Gamma;

/**
 * How often customers buy, and when they stop. While alive a customer buys at random times, at a rate that differs between
 * customers by a gamma distribution of shape {@code r} and rate {@code alpha}; after each purchase they leave for good with a
 * chance that differs by a beta distribution of {@code a} and {@code b}. Times are weeks since the first purchase, and only
 * purchases after the first count.
 *
 * <p>Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
 * <i>Marketing Science</i> 24(2), 275–284; the chance of being alive from their note "Computing P(alive) Using the BG/NBD
 * Model" (2008).
 */
public record BgNbd(double r, double alpha, double a, double b) {

    private static final double DAYS_A_WEEK = 7;
    private static final int CHUNK = 20_000;
    private static final double CLOSE_TO_POLE = 1e-6;

    /** A fitted model with the logarithm of its likelihood. */
    record Fit(BgNbd model, double logLikelihood) {}

    /** The parameters under which these purchases are the most likely, sought from a model close to it, or from far. */
    static Fit fit(PurchaseCounts counts, BgNbd near) {
        Likelihood likelihood = new Likelihood(counts);
        double[] start = near == null
                ? new double[] {0.5, Math.max(0.1, counts.meanAgeDays() / DAYS_A_WEEK / 4), 1, 2}
                : new double[] {near.r, near.alpha, near.a, near.b};
        MaximumLikelihood.Best best = MaximumLikelihood.most(start, values -> likelihood.of(of(values)));
        return new Fit(of(best.values()), best.value());
    }

    private static BgNbd of(double[] values) {
        return new BgNbd(values[0], values[1], values[2], values[3]);
    }

    /**
     * The chance that the customer is still one.
     *
     * @param repeats purchases after the first
     * @param recency weeks from the first to the last
     * @param age     weeks since the first
     */
    public double probabilityAlive(int repeats, double recency, double age) {
        if (repeats == 0) {
            return 1;
        }
        double odds = Math.exp(Math.log(a)
                - Math.log(b + repeats - 1)
                + (r + repeats) * (Math.log(alpha + age) - Math.log(alpha + recency)));
        return 1 / (1 + odds);
    }

    /** The purchases to expect of this customer within the next weeks (equation 10). */
    public double expectedPurchases(int repeats, double recency, double age, double weeks) {
        return expectedIfAlive(repeats, age, weeks) * probabilityAlive(repeats, recency, age);
    }

    /**
     * The same if they are alive. Of the two forms of equation 10 that Euler's transformation of the hypergeometric function
     * gives, {@code (1-z)^(r+x) F(r+x, b+x; c; z) = (1-z)^(a-1) F(c-r-x, a-1; c; z)}, the one is taken whose series settles
     * even for z = 1.
     */
    double expectedIfAlive(int repeats, double age, double weeks) {
        double leaving = Math.abs(a - 1) < CLOSE_TO_POLE ? 1 + CLOSE_TO_POLE : a;
        double c = leaving + b + repeats - 1;
        if (Math.abs(c) < CLOSE_TO_POLE) {
            c = CLOSE_TO_POLE;
        }
        double z = weeks / (alpha + age + weeks);
        double left = leaving - 1 > r + repeats
                ? Math.pow(1 - z, r + repeats) * Hypergeometric.of(r + repeats, b + repeats, c, z)
                : Math.pow(1 - z, leaving - 1) * Hypergeometric.of(leaving + b - 1 - r, leaving - 1, c, z);
        return c / (leaving - 1) * (1 - left);
    }

    /** The purchases after the first to expect of somebody who buys for the first time, within so many weeks (equation 9). */
    public double expectedOfNewcomer(double weeks) {
        return expectedIfAlive(0, 0, weeks);
    }

    /** The logarithm of how likely the purchases are; what depends on one number alone is looked up. */
    private static final class Likelihood {

        private final PurchaseCounts counts;
        private final int mostRepeats;
        private final int longestAge;

        Likelihood(PurchaseCounts counts) {
            this.counts = counts;
            this.mostRepeats = counts.mostRepeats();
            this.longestAge = counts.longestAgeDays();
        }

        /** Equation 6, as the sum of its two terms' logarithms. */
        double of(BgNbd model) {
            double[] common = new double[mostRepeats + 1];
            double[] left = new double[mostRepeats + 1];
            double constant = -Gamma.logGamma(model.r)
                    + model.r * Math.log(model.alpha)
                    + Gamma.logGamma(model.a + model.b)
                    - Gamma.logGamma(model.b);
            for (int x = 0; x <= mostRepeats; x++) {
                common[x] = constant
                        + Gamma.logGamma(model.r + x)
                        + Gamma.logGamma(model.b + x)
                        - Gamma.logGamma(model.a + model.b + x);
                left[x] = x == 0 ? Double.NEGATIVE_INFINITY : Math.log(model.a) - Math.log(model.b + x - 1);
            }
            double[] logs = new double[longestAge + 1];
            for (int day = 0; day <= longestAge; day++) {
                logs[day] = Math.log(model.alpha + day / DAYS_A_WEEK);
            }
            int chunks = (counts.size() + CHUNK - 1) / CHUNK;
            double[] sums = new double[chunks];
            IntStream.range(0, chunks).parallel().forEach(chunk -> {
                double sum = 0;
                for (int i = chunk * CHUNK; i < Math.min(counts.size(), (chunk + 1) * CHUNK); i++) {
                    int x = counts.repeats(i);
                    double stayed = -(model.r + x) * logs[counts.ageDays(i)];
                    double gone = left[x] - (model.r + x) * logs[counts.recencyDays(i)];
                    double larger = Math.max(stayed, gone);
                    double both = larger + Math.log1p(Math.exp(Math.min(stayed, gone) - larger));
                    sum += counts.customers(i) * (common[x] + both);
                }
                sums[chunk] = sum;
            });
            // In one order, so that the same data always give the same parameters.
            double all = 0;
            for (double sum : sums) {
                all += sum;
            }
            return all;
        }
    }
}
