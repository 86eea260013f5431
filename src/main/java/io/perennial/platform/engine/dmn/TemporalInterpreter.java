package io.perennial.platform.engine.dmn;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.BinaryOperator;
import org.camunda.feel.impl.interpreter.EvalContext;
import org.camunda.feel.impl.interpreter.FeelInterpreter;
import org.camunda.feel.syntaxtree.ClosedConstRangeBoundary;
import org.camunda.feel.syntaxtree.Conjunction;
import org.camunda.feel.syntaxtree.ConstRangeBoundary;
import org.camunda.feel.syntaxtree.Equal;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.GreaterOrEqual;
import org.camunda.feel.syntaxtree.GreaterThan;
import org.camunda.feel.syntaxtree.InputEqualTo;
import org.camunda.feel.syntaxtree.InputGreaterOrEqual;
import org.camunda.feel.syntaxtree.InputGreaterThan;
import org.camunda.feel.syntaxtree.InputInRange;
import org.camunda.feel.syntaxtree.InputLessOrEqual;
import org.camunda.feel.syntaxtree.InputLessThan;
import org.camunda.feel.syntaxtree.LessOrEqual;
import org.camunda.feel.syntaxtree.LessThan;
import org.camunda.feel.syntaxtree.Subtraction;
import org.camunda.feel.syntaxtree.UnaryTestExpression;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValBoolean;
import org.camunda.feel.syntaxtree.ValDate;
import org.camunda.feel.syntaxtree.ValDateTime;
import org.camunda.feel.syntaxtree.ValFatalError;
import org.camunda.feel.syntaxtree.ValList;
import org.camunda.feel.syntaxtree.ValLocalDateTime;
import org.camunda.feel.syntaxtree.ValLocalTime;
import org.camunda.feel.syntaxtree.ValString;
import org.camunda.feel.syntaxtree.ValTime;
import org.camunda.feel.valuemapper.ValueMapper;

/**
 * FEEL interpreter that compares mixed dates and times, which stock FEEL does not: times with different offsets by instant,
 * times without offset in the business zone, a date and time with a date by its day there.
 */
final class TemporalInterpreter extends FeelInterpreter {

    private static final String INPUT_NAME = "inputVariableName";
    private static final String DEFAULT_INPUT = "cellInput";

    /** An operand that is already evaluated. */
    private record Evaluated(Val value) implements Exp {}

    private final ZoneId zone;

    TemporalInterpreter(ValueMapper values, ZoneId zone) {
        super(values);
        this.zone = zone;
    }

    @Override
    public Val eval(Exp expression, EvalContext context) {
        if (expression instanceof Evaluated operand) {
            return operand.value();
        }
        if (expression instanceof Equal equal) {
            return both(equal.x(), equal.y(), Equal::new, context);
        }
        if (expression instanceof LessThan less) {
            return both(less.x(), less.y(), LessThan::new, context);
        }
        if (expression instanceof LessOrEqual atMost) {
            return both(atMost.x(), atMost.y(), LessOrEqual::new, context);
        }
        if (expression instanceof GreaterThan greater) {
            return both(greater.x(), greater.y(), GreaterThan::new, context);
        }
        if (expression instanceof GreaterOrEqual atLeast) {
            return both(atLeast.x(), atLeast.y(), GreaterOrEqual::new, context);
        }
        if (expression instanceof Subtraction minus) {
            return both(minus.x(), minus.y(), Subtraction::new, context);
        }
        return inputTest(expression, context);
    }

    private Val inputTest(Exp expression, EvalContext context) {
        if (expression instanceof InputEqualTo equal) {
            return both(input(context), equal.x(), Equal::new, context);
        }
        if (expression instanceof InputLessThan less) {
            return both(input(context), less.x(), LessThan::new, context);
        }
        if (expression instanceof InputLessOrEqual atMost) {
            return both(input(context), atMost.x(), LessOrEqual::new, context);
        }
        if (expression instanceof InputGreaterThan greater) {
            return both(input(context), greater.x(), GreaterThan::new, context);
        }
        if (expression instanceof InputGreaterOrEqual atLeast) {
            return both(input(context), atLeast.x(), GreaterOrEqual::new, context);
        }
        if (expression instanceof InputInRange in && isTemporal(input(context).value())) {
            return eval(inRange(input(context), in.range().start(), in.range().end()), context);
        }
        return expression instanceof UnaryTestExpression test ? test(test, context) : super.eval(expression, context);
    }

    private static Exp inRange(Exp input, ConstRangeBoundary start, ConstRangeBoundary end) {
        return new Conjunction(
                start instanceof ClosedConstRangeBoundary
                        ? new GreaterOrEqual(input, start.value())
                        : new GreaterThan(input, start.value()),
                end instanceof ClosedConstRangeBoundary
                        ? new LessOrEqual(input, end.value())
                        : new LessThan(input, end.value()));
    }

    /** Evaluates a cell with a value or a condition: the input equals the value, or the condition is true. */
    private Val test(UnaryTestExpression test, EvalContext context) {
        Evaluated input = input(context);
        Val value = eval(test.exp(), context);
        if (value instanceof ValFatalError) {
            // It uses the input as "?", which the stock interpreter supports.
            return super.eval(test, context);
        }
        if (value instanceof ValBoolean condition) {
            return new ValBoolean(condition.value() || condition.equals(input.value()));
        }
        if (value instanceof ValList list && !(input.value() instanceof ValList)) {
            return new ValBoolean(list.items().contains(input.value()));
        }
        return isTemporal(value)
                ? both(input, new Evaluated(value), Equal::new, context)
                : super.eval(new UnaryTestExpression(new Evaluated(value)), context);
    }

    private Evaluated input(EvalContext context) {
        return new Evaluated(context.variable(
                context.variable(INPUT_NAME) instanceof ValString name ? name.value() : DEFAULT_INPUT));
    }

    private Val both(Exp left, Exp right, BinaryOperator<Exp> operation, EvalContext context) {
        Val x = eval(left, context);
        Val y = eval(right, context);
        Val alignedX = isTemporal(x) ? aligned(x, y) : x;
        Val alignedY = isTemporal(y) ? aligned(y, x) : y;
        return super.eval(operation.apply(new Evaluated(alignedX), new Evaluated(alignedY)), context);
    }

    private static boolean isTemporal(Val value) {
        return value instanceof ValDate
                || value instanceof ValDateTime
                || value instanceof ValLocalDateTime
                || value instanceof ValTime
                || value instanceof ValLocalTime;
    }

    /** The value converted for comparison with the other. */
    private Val aligned(Val value, Val other) {
        if (value instanceof ValDateTime || value instanceof ValLocalDateTime) {
            ZonedDateTime local = value instanceof ValDateTime at
                    ? at.value().withZoneSameInstant(zone)
                    : ((ValLocalDateTime) value).value().atZone(zone);
            return other instanceof ValDate ? new ValDate(local.toLocalDate()) : new ValDateTime(local);
        }
        return value instanceof ValTime time && other instanceof ValLocalTime
                ? new ValLocalTime(time.value().toLocalTime())
                : value;
    }
}
