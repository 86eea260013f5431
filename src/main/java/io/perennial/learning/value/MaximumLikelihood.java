package io.perennial.learning.value;

import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/** Maximum-likelihood search for positive parameters. */
final class MaximumLikelihood {

    private static final double TOLERANCE = 1e-9;
    private static final int MAX_EVALUATIONS = 5_000;
    private static final int MAX_STARTS = 5;
    private static final double INITIAL_STEP = 0.3;

    /** Bound on the logarithm of a parameter: beyond it, it is practically infinite or 0. */
    private static final double MAX_LOGARITHM = 12;

    record Best(double[] values, double value) {}

    /** Thrown when the search does not converge on these data. */
    static final class NotConverged extends RuntimeException {

        private NotConverged(Throwable cause) {
            super(cause);
        }
    }

    private MaximumLikelihood() {}

    /**
     * Runs Nelder-Mead on the logarithms, restarting at the last result until a restart no longer improves it.
     *
     * @throws NotConverged when the search exceeds its evaluations
     */
    static Best maximize(double[] start, ToDoubleFunction<double[]> logLikelihood) {
        double[] best = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            best[i] = Math.log(start[i]);
        }
        double value = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < MAX_STARTS; i++) {
            PointValuePair found = search(best, logLikelihood);
            double improvement = found.getValue() - value;
            best = found.getPoint();
            value = found.getValue();
            if (improvement <= TOLERANCE * Math.abs(value)) {
                break;
            }
        }
        return new Best(exp(best), value);
    }

    private static PointValuePair search(double[] from, ToDoubleFunction<double[]> logLikelihood) {
        try {
            return new SimplexOptimizer(TOLERANCE, TOLERANCE)
                    .optimize(
                            new MaxEval(MAX_EVALUATIONS),
                            new ObjectiveFunction(point -> within(point)
                                    ? finite(logLikelihood.applyAsDouble(exp(point)))
                                    : -Double.MAX_VALUE),
                            GoalType.MAXIMIZE,
                            new InitialGuess(from),
                            new NelderMeadSimplex(from.length, INITIAL_STEP));
        } catch (MathIllegalStateException notConverged) {
            throw new NotConverged(notConverged);
        }
    }

    private static boolean within(double[] point) {
        for (double logarithm : point) {
            if (Math.abs(logarithm) > MAX_LOGARITHM) {
                return false;
            }
        }
        return true;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : -Double.MAX_VALUE;
    }

    private static double[] exp(double[] point) {
        double[] values = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            values[i] = Math.exp(point[i]);
        }
        return values;
    }
}
