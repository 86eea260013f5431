package io.perennial.learning.value;

import org.hipparchus.special.Gamma;

/**
 * Gamma-gamma model of the amount per purchase, independent of how often a customer buys. A customer's amounts follow a gamma
 * distribution of shape {@code p}; its rate follows a gamma distribution over customers (shape {@code q}, rate {@code v}).
 *
 * <p>Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
 */
public record GammaGamma(double p, double q, double v) {

    /** A fitted model with the logarithm of its likelihood. */
    record Fit(GammaGamma model, double logLikelihood) {}

    /**
     * Fits the parameters by maximum likelihood, starting from an earlier model, or from defaults if it is null. {@code q}
     * stays above 1, since no mean exists below.
     *
     * @param purchases of each customer
     * @param spent     total of each customer, above 0
     */
    static Fit fit(int[] purchases, double[] spent, GammaGamma initial) {
        double[] start = initial == null
                ? new double[] {3, 2, mean(purchases, spent)}
                : new double[] {initial.p, Math.max(1e-4, initial.q - 1), initial.v};
        double[] logMeans = new double[spent.length];
        int maxPurchases = 0;
        for (int i = 0; i < spent.length; i++) {
            logMeans[i] = Math.log(spent[i] / purchases[i]);
            maxPurchases = Math.max(maxPurchases, purchases[i]);
        }
        int tableSize = maxPurchases;
        MaximumLikelihood.Best best = MaximumLikelihood.maximize(
                start, values -> logLikelihood(of(values), purchases, spent, logMeans, tableSize));
        return new Fit(of(best.values()), best.value());
    }

    private static GammaGamma of(double[] values) {
        return new GammaGamma(values[0], 1 + values[1], values[2]);
    }

    private static double mean(int[] purchases, double[] spent) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < spent.length; i++) {
            sum += spent[i];
            count += purchases[i];
        }
        return sum / count;
    }

    /** Equation 1a. */
    private static double logLikelihood(
            GammaGamma model, int[] purchases, double[] spent, double[] logMeans, int maxPurchases) {
        double[] byPurchases = new double[maxPurchases + 1];
        for (int x = 1; x <= maxPurchases; x++) {
            double px = model.p * x;
            byPurchases[x] = Gamma.logGamma(px + model.q)
                    - Gamma.logGamma(px)
                    - Gamma.logGamma(model.q)
                    + model.q * Math.log(model.v)
                    + px * Math.log(x);
        }
        double sum = 0;
        for (int i = 0; i < spent.length; i++) {
            double px = model.p * purchases[i];
            sum += byPurchases[purchases[i]] + (px - 1) * logMeans[i] - (px + model.q) * Math.log(model.v + spent[i]);
        }
        return sum;
    }

    /** The expected amount of this customer's next purchase (equation 5), in the unit of {@code spent}. */
    public double expectedSpend(int purchases, double spent) {
        return p * (v + spent) / (p * purchases + q - 1);
    }
}
