package io.perennial.learning.value;

import org.hipparchus.special.Gamma;

/**
 * How much customers spend a purchase, whatever they bought so far. A customer's purchases vary by a gamma distribution of
 * shape {@code p}, whose rate differs between customers by a gamma distribution of shape {@code q} and rate {@code v}.
 *
 * <p>Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
 */
public record GammaGamma(double p, double q, double v) {

    /** A fitted model with the logarithm of its likelihood. */
    record Fit(GammaGamma model, double logLikelihood) {}

    /**
     * The parameters under which these spends are the most likely, sought from a model close to it, or from far. {@code q} is
     * kept above 1, below which no mean exists.
     *
     * @param purchases of each customer
     * @param spent     by each customer in all, above 0
     */
    static Fit fit(int[] purchases, double[] spent, GammaGamma near) {
        double[] start = near == null
                ? new double[] {3, 2, mean(purchases, spent)}
                : new double[] {near.p, Math.max(1e-4, near.q - 1), near.v};
        double[] logMeans = new double[spent.length];
        int most = 0;
        for (int i = 0; i < spent.length; i++) {
            logMeans[i] = Math.log(spent[i] / purchases[i]);
            most = Math.max(most, purchases[i]);
        }
        int mostPurchases = most;
        MaximumLikelihood.Best best = MaximumLikelihood.most(
                start, values -> logLikelihood(of(values), purchases, spent, logMeans, mostPurchases));
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
            GammaGamma model, int[] purchases, double[] spent, double[] logMeans, int mostPurchases) {
        double[] byPurchases = new double[mostPurchases + 1];
        for (int x = 1; x <= mostPurchases; x++) {
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

    /** What to expect a purchase of this customer to come to (equation 5), in the unit of what they spent. */
    public double expectedSpend(int purchases, double spent) {
        return p * (v + spent) / (p * purchases + q - 1);
    }
}
