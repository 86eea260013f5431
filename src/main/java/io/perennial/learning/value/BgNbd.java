package io.perennial.learning.value;

import java.util.stream.IntStream;
import org.hipparchus.special.Gamma;

/**
 * BG/NBD model of how often customers buy and when they stop. An active customer buys at random times; the purchase rate follows
 * a gamma distribution over customers (shape {@code r}, rate {@code alpha}). After each purchase a customer becomes inactive
 * with a probability that follows a beta distribution over customers ({@code a}, {@code b}). Times are weeks since the first
 * purchase; only purchases after the first count.
 *
 * <p>Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
 * <i>Marketing Science</i> 24(2), 275–284; the probability of being alive from their note "Computing P(alive) Using the BG/NBD
 * Model" (2008).
 */
public record BgNbd(double r, double alpha, double a, double b) {

    private static final double DAYS_PER_WEEK = 7;
    private static final int CHUNK = 20_000;
    private static final double CLOSE_TO_POLE = 1e-6;

    /** A fitted model with the logarithm of its likelihood. */
    record Fit(BgNbd model, double logLikelihood) {}

    /** Fits the parameters by maximum likelihood, starting from an earlier model, or from defaults if it is null. */
    static Fit fit(PurchaseCounts counts, BgNbd initial) {
        Likelihood likelihood = new Likelihood(counts);
        double[] start = initial == null
                ? new double[] {0.5, Math.max(0.1, counts.meanAgeDays() / DAYS_PER_WEEK / 4), 1, 2}
                : new double[] {initial.r, initial.alpha, initial.a, initial.b};
        MaximumLikelihood.Best best = MaximumLikelihood.maximize(start, values -> likelihood.of(of(values)));
        return new Fit(of(best.values()), best.value());
    }

    private static BgNbd of(double[] values) {
        return new BgNbd(values[0], values[1], values[2], values[3]);
    }

    /**
     * The probability that the customer is still active.
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

    /** The expected purchases of this customer within the next {@code weeks} (equation 10). */
    public double expectedPurchases(int repeats, double recency, double age, double weeks) {
        return expectedIfAlive(repeats, age, weeks) * probabilityAlive(repeats, recency, age);
    }

    /**
     * The same for a customer known to be alive. Euler's transformation of the hypergeometric function gives two forms of
     * equation 10, {@code (1-z)^(r+x) F(r+x, b+x; c; z) = (1-z)^(a-1) F(c-r-x, a-1; c; z)}; this uses the one whose series
     * converges even for z = 1.
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

    /** The expected repeat purchases within {@code weeks} of a customer who buys for the first time (equation 9). */
    public double expectedOfNewCustomer(double weeks) {
        return expectedIfAlive(0, 0, weeks);
    }

    /** The log-likelihood of the purchases; terms that depend on a single count or day are tabulated first. */
    private static final class Likelihood {

        private final PurchaseCounts counts;
        private final int maxRepeats;
        private final int maxAge;

        Likelihood(PurchaseCounts counts) {
            this.counts = counts;
            this.maxRepeats = counts.maxRepeats();
            this.maxAge = counts.maxAgeDays();
        }

        /** Equation 6, computed in logarithms. */
        double of(BgNbd model) {
            double[] common = new double[maxRepeats + 1];
            double[] dropout = new double[maxRepeats + 1];
            double constant = -Gamma.logGamma(model.r)
                    + model.r * Math.log(model.alpha)
                    + Gamma.logGamma(model.a + model.b)
                    - Gamma.logGamma(model.b);
            for (int x = 0; x <= maxRepeats; x++) {
                common[x] = constant
                        + Gamma.logGamma(model.r + x)
                        + Gamma.logGamma(model.b + x)
                        - Gamma.logGamma(model.a + model.b + x);
                dropout[x] = x == 0 ? Double.NEGATIVE_INFINITY : Math.log(model.a) - Math.log(model.b + x - 1);
            }
            double[] logs = new double[maxAge + 1];
            for (int day = 0; day <= maxAge; day++) {
                logs[day] = Math.log(model.alpha + day / DAYS_PER_WEEK);
            }
            int chunks = (counts.size() + CHUNK - 1) / CHUNK;
            double[] sums = new double[chunks];
            IntStream.range(0, chunks).parallel().forEach(chunk -> {
                double sum = 0;
                for (int i = chunk * CHUNK; i < Math.min(counts.size(), (chunk + 1) * CHUNK); i++) {
                    int x = counts.repeats(i);
                    double stayed = -(model.r + x) * logs[counts.ageDays(i)];
                    double gone = dropout[x] - (model.r + x) * logs[counts.recencyDays(i)];
                    double larger = Math.max(stayed, gone);
                    double both = larger + Math.log1p(Math.exp(Math.min(stayed, gone) - larger));
                    sum += counts.customers(i) * (common[x] + both);
                }
                sums[chunk] = sum;
            });
            // A fixed order, so that the same data always give the same parameters.
            double total = 0;
            for (double sum : sums) {
                total += sum;
            }
            return total;
        }
    }
}
