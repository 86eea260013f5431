package io.perennial.platform.engine.dmn;

import camundajar.impl.scala.collection.Iterator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.camunda.feel.syntaxtree.ArithmeticNegation;
import org.camunda.feel.syntaxtree.AtLeastOne;
import org.camunda.feel.syntaxtree.ClosedConstRangeBoundary;
import org.camunda.feel.syntaxtree.ConstBool;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstRangeBoundary;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.InputEqualTo;
import org.camunda.feel.syntaxtree.InputGreaterOrEqual;
import org.camunda.feel.syntaxtree.InputGreaterThan;
import org.camunda.feel.syntaxtree.InputInRange;
import org.camunda.feel.syntaxtree.InputLessOrEqual;
import org.camunda.feel.syntaxtree.InputLessThan;
import org.camunda.feel.syntaxtree.Not;
import org.camunda.feel.syntaxtree.UnaryTestExpression;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValBoolean;

/**
 * A cell that only compares its input with constants of one kind: numbers, strings or booleans. For an input of that kind it
 * needs no variables, functions or context and cannot fail; other inputs are left to the interpreter.
 */
record ConstantComparison(Class<? extends Val> kind, Predicate<Val> holds) {

    /** @return null for other cells */
    static ConstantComparison of(Exp cell, Function<Exp, Val> interpreter) {
        if (cell instanceof AtLeastOne any) {
            return anyOf(any, interpreter);
        }
        if (cell instanceof Not not) {
            ConstantComparison test = of(not.x(), interpreter);
            return test == null ? null : new ConstantComparison(test.kind, test.holds.negate());
        }
        if (cell instanceof InputInRange range) {
            return inRange(range.range().start(), range.range().end(), interpreter);
        }
        if (cell instanceof InputEqualTo equal) {
            return equalTo(equal.x(), interpreter);
        }
        // A boolean constant is not a test of the input: "true" matches any input.
        if (cell instanceof UnaryTestExpression test && !(test.exp() instanceof ConstBool)) {
            return equalTo(test.exp(), interpreter);
        }
        if (cell instanceof InputLessThan less) {
            return compared(less.x(), order -> order < 0, interpreter);
        }
        if (cell instanceof InputLessOrEqual atMost) {
            return compared(atMost.x(), order -> order <= 0, interpreter);
        }
        if (cell instanceof InputGreaterThan greater) {
            return compared(greater.x(), order -> order > 0, interpreter);
        }
        if (cell instanceof InputGreaterOrEqual atLeast) {
            return compared(atLeast.x(), order -> order >= 0, interpreter);
        }
        return null;
    }

    private static ConstantComparison anyOf(AtLeastOne any, Function<Exp, Val> interpreter) {
        List<Predicate<Val>> each = new ArrayList<>();
        Class<? extends Val> kind = null;
        for (Iterator<Exp> cells = any.xs().iterator(); cells.hasNext(); ) {
            ConstantComparison test = of(cells.next(), interpreter);
            if (test == null || kind != null && kind != test.kind) {
                return null;
            }
            kind = test.kind;
            each.add(test.holds);
        }
        return kind == null
                ? null
                : new ConstantComparison(
                        kind, each.stream().reduce(Predicate::or).get());
    }

    private static ConstantComparison equalTo(Exp expression, Function<Exp, Val> interpreter) {
        Val constant = constant(expression, interpreter);
        return constant == null ? null : new ConstantComparison(constant.getClass(), constant::equals);
    }

    private static ConstantComparison compared(Exp expression, IntPredicate order, Function<Exp, Val> interpreter) {
        Val constant = constant(expression, interpreter);
        return constant == null || constant instanceof ValBoolean
                ? null
                : new ConstantComparison(constant.getClass(), input -> order.test(input.compare(constant)));
    }

    private static ConstantComparison inRange(
            ConstRangeBoundary start, ConstRangeBoundary end, Function<Exp, Val> interpreter) {
        boolean fromClosed = start instanceof ClosedConstRangeBoundary;
        boolean toClosed = end instanceof ClosedConstRangeBoundary;
        ConstantComparison from = compared(start.value(), order -> fromClosed ? order >= 0 : order > 0, interpreter);
        ConstantComparison to = compared(end.value(), order -> toClosed ? order <= 0 : order < 0, interpreter);
        return from == null || to == null || from.kind != to.kind
                ? null
                : new ConstantComparison(from.kind, from.holds.and(to.holds));
    }

    private static Val constant(Exp expression, Function<Exp, Val> interpreter) {
        Exp positive = expression instanceof ArithmeticNegation negative ? negative.x() : expression;
        boolean isConstant = positive instanceof ConstNumber
                || positive == expression && (positive instanceof ConstString || positive instanceof ConstBool);
        return isConstant ? interpreter.apply(expression) : null;
    }
}
