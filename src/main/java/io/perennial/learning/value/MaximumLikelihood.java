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

/** Seeks the positive parameters under which data are the most likely. */
final class MaximumLikelihood {

    private static final double SETTLED = 1e-9;
    private static final int MOST_EVALUATIONS = 5_000;
    private static final int MOST_STARTS = 5;
    private static final double FIRST_STEP = 0.3;

    /** Beyond it a parameter says no more than that it is very large, or next to nothing. */
    private static final double MOST_LOGARITHM = 12;

    record Best(double[] values, double value) {}

    /** The data do not lead to any parameters. */
    static final class NotFitted extends RuntimeException {

        private NotFitted(Throwable cause) {
            super(cause);
        }
    }

    private MaximumLikelihood() {}

    /**
     * By Nelder and Mead in the logarithms, begun anew where it ended until that gains nothing.
     *
     * @throws NotFitted when the search does not settle
     */
    static Best most(double[] start, ToDoubleFunction<double[]> logLikelihood) {
        double[] best = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            best[i] = Math.log(start[i]);
        }
        double value = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < MOST_STARTS; i++) {
            PointValuePair found = climb(best, logLikelihood);
            double gained = found.getValue() - value;
            best = found.getPoint();
            value = found.getValue();
            if (gained <= SETTLED * Math.abs(value)) {
                break;
            }
        }
        return new Best(exp(best), value);
    }

    private static PointValuePair climb(double[] from, ToDoubleFunction<double[]> logLikelihood) {
        try {
            return new SimplexOptimizer(SETTLED, SETTLED)
                    .optimize(
                            new MaxEval(MOST_EVALUATIONS),
                            new ObjectiveFunction(point -> within(point)
                                    ? finite(logLikelihood.applyAsDouble(exp(point)))
                                    : -Double.MAX_VALUE),
                            GoalType.MAXIMIZE,
                            new InitialGuess(from),
                            new NelderMeadSimplex(from.length, FIRST_STEP));
        } catch (MathIllegalStateException unsettled) {
            throw new NotFitted(unsettled);
        }
    }

    private static boolean within(double[] point) {
        for (double logarithm : point) {
            if (Math.abs(logarithm) > MOST_LOGARITHM) {
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
