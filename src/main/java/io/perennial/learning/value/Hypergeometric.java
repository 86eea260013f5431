package io.perennial.learning.value;

/** Gauss's hypergeometric function, summed as a series. */
final class Hypergeometric {

    private static final double PRECISION = 1e-15;
    private static final int MAX_TERMS = 2_000_000;

    private Hypergeometric() {}

    /**
     * F(a, b; c; z) for z from 0 (inclusive) to 1.
     *
     * @throws ArithmeticException when the series does not converge
     */
    static double of(double a, double b, double c, double z) {
        double term = 1;
        double sum = 1;
        for (int n = 0; n < MAX_TERMS; n++) {
            double ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            term *= ratio;
            sum += term;
            // Once the ratio of terms is below 1, a geometric series bounds the remainder.
            if (Math.abs(term) <= PRECISION * Math.abs(sum) * (1 - z) && Math.abs(ratio) < 1 || term == 0) {
                return sum;
            }
        }
        throw new ArithmeticException("F(%s, %s; %s; %s) does not converge".formatted(a, b, c, z));
    }
}
