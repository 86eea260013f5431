package io.perennial.platform.engine.dmn;

import camundajar.impl.scala.Function1;
import camundajar.impl.scala.Option;
import camundajar.impl.scala.Product;
import camundajar.impl.scala.Some;
import camundajar.impl.scala.collection.Iterable;
import camundajar.impl.scala.collection.Iterator;
import camundajar.impl.scala.jdk.CollectionConverters;
import camundajar.impl.scala.runtime.BoxesRunTime;
import camundajar.impl.scala.util.Either;
import camundajar.impl.scala.util.control.NonFatal;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.dmn.feel.impl.scala.ContextVariableWrapper;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.function.CustomFunctionTransformer;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.FeelEngine.Failure;
import org.camunda.feel.api.EvaluationFailure;
import org.camunda.feel.api.EvaluationFailureType;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.context.FunctionProvider.CompositeFunctionProvider;
import org.camunda.feel.context.VariableProvider;
import org.camunda.feel.impl.interpreter.BuiltinFunctions;
import org.camunda.feel.impl.interpreter.EvalContext;
import org.camunda.feel.impl.interpreter.EvaluationFailureCollector;
import org.camunda.feel.impl.interpreter.FeelInterpreter;
import org.camunda.feel.syntaxtree.ConstContext;
import org.camunda.feel.syntaxtree.EveryItem;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.Filter;
import org.camunda.feel.syntaxtree.For;
import org.camunda.feel.syntaxtree.FunctionDefinition;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.SomeItem;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValDateTime;
import org.camunda.feel.syntaxtree.ValError;
import org.camunda.feel.syntaxtree.ValFatalError;
import org.camunda.feel.valuemapper.CustomValueMapper;
import org.camunda.feel.valuemapper.ValueMapper;
import org.camunda.feel.valuemapper.ValueMapper.CompositeValueMapper;

/**
 * Stock FEEL engine with its parser, interpreter, value mappers and messages; only the immutable parts that {@code
 * FeelEngine.evaluate} builds for each call are built once. With a clock, dates and times follow the clock and its zone.
 */
final class FastFeelEngine extends ScalaFeelEngine {

    private static final int MAX_TEXTS = 20_000;

    /** Immutable value types, whose mapping can be cached. */
    private static final Set<Class<?>> CONSTANTS =
            Set.of(String.class, Integer.class, Long.class, Double.class, BigDecimal.class, Boolean.class);

    private static final Set<Class<?>> BINDERS = Set.of(
            For.class, SomeItem.class, EveryItem.class, FunctionDefinition.class, ConstContext.class, Filter.class);

    /** Parsed text, and its test if it only compares the input with constants. */
    private record Parsed(Either<Failure, ParsedExpression> result, ConstantComparison test) {}

    private record Mapped(Object value, Val val) {}

    /**
     * Result of a trial evaluation.
     *
     * @param failed   whether it cannot be evaluated at all
     * @param failures failures, including those that FEEL turns into null
     */
    record Trial(Object value, boolean failed, List<String> failures) {}

    /** Failure types that indicate a mistake in the text if all its variables have values. */
    private static final Set<EvaluationFailureType> MISTAKES = Set.of(
            EvaluationFailureType.NOT_COMPARABLE$.MODULE$,
            EvaluationFailureType.INVALID_TYPE$.MODULE$,
            EvaluationFailureType.NO_FUNCTION_FOUND$.MODULE$,
            EvaluationFailureType.FUNCTION_INVOCATION_FAILURE$.MODULE$,
            EvaluationFailureType.NO_PROPERTY_FOUND$.MODULE$);

    private final LoadingCache<String, Parsed> expressions =
            Caffeine.newBuilder().maximumSize(MAX_TEXTS).build(this::parseExpression);
    private final LoadingCache<String, Parsed> unaryTests =
            Caffeine.newBuilder().maximumSize(MAX_TEXTS).build(this::parseUnaryTests);
    /** Last mapped input: all cells of a column use the same one. */
    private final ThreadLocal<Mapped> lastInput = new ThreadLocal<>();

    /** Built with the stock builder, which all forks of Camunda support. */
    private final FeelEngine stock;

    private final ValueMapper values;
    private final FunctionProvider functions;
    private final FeelInterpreter interpreter;

    FastFeelEngine(List<FeelCustomFunctionProvider> customFunctions) {
        this(customFunctions, null);
    }

    /** @param clock source of {@code now()} and {@code today()}; null for system time and stock dates */
    FastFeelEngine(List<FeelCustomFunctionProvider> customFunctions, Clock clock) {
        super(customFunctions);
        CompositeValueMapper mappers = new CompositeValueMapper(getValueMappers());
        FeelEngine.Builder builder = new FeelEngine.Builder()
                .functionProvider(new CustomFunctionTransformer(customFunctions, mappers))
                .valueMapper(mappers)
                .enableExternalFunctions(false);
        this.stock = clock == null
                ? builder.build()
                : builder.clock(() -> ZonedDateTime.now(clock)).build();
        this.values = new ValuesByPriority(mappers, clock == null ? null : clock.getZone());
        this.functions = new CompositeFunctionProvider(
                toScalaList(new BuiltinFunctions(stock.clock(), values), stock.functionProvider()));
        this.interpreter =
                clock == null ? new FeelInterpreter(values) : new TemporalInterpreter(values, clock.getZone());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        return (T) evaluate(expressions.get(expression), new ContextVariableWrapper(variables));
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String expression, String inputVariable, VariableContext variables) {
        Parsed parsed = unaryTests.get(expression);
        if (parsed.test != null
                && inputVariable != null
                && !Thread.currentThread().isInterrupted()) {
            Val input = constantInput(inputVariable, variables);
            if (input != null && input.getClass() == parsed.test.kind()) {
                return parsed.test.holds().test(input);
            }
        }
        // A null result is false, as in the stock engine.
        return BoxesRunTime.unboxToBoolean(evaluate(parsed, new CellVariables(inputVariable, variables)));
    }

    private Val constantInput(String name, VariableContext variables) {
        if (!variables.containsVariable(name)) {
            return null;
        }
        Object value = variables.resolve(name).getValue();
        if (value == null || !CONSTANTS.contains(value.getClass())) {
            return null;
        }
        Mapped last = lastInput.get();
        if (last == null || last.value != value) {
            last = new Mapped(value, values.toVal(value));
            lastInput.set(last);
        }
        return last.val;
    }

    private Parsed parseExpression(String text) {
        return new Parsed(stock.parseExpression(text), null);
    }

    private Parsed parseUnaryTests(String text) {
        Either<Failure, ParsedExpression> result = stock.parseUnaryTests(text);
        return new Parsed(
                result,
                result.isLeft()
                        ? null
                        : ConstantComparison.of(result.toOption().get().expression(), this::constant));
    }

    private Val constant(Exp expression) {
        return interpreter.eval(expression, EvalContext.create(values, functions));
    }

    /** Variables used by an expression, in order of appearance, including those bound in it (loops, parameters). */
    Set<String> namesInExpression(String text) {
        return names(expressions.get(text));
    }

    /** Variables used by unary tests. */
    Set<String> namesInUnaryTests(String text) {
        return names(unaryTests.get(text));
    }

    /** Variables used by an expression; empty if it may bind names itself (loop, function, filter, context). */
    Set<String> freeNamesInExpression(String text) {
        return bindsNames(expressions.get(text)) ? Set.of() : namesInExpression(text);
    }

    Set<String> freeNamesInUnaryTests(String text) {
        return bindsNames(unaryTests.get(text)) ? Set.of() : namesInUnaryTests(text);
    }

    private static boolean bindsNames(Parsed parsed) {
        return parsed.result.isRight()
                && bindsNames(parsed.result.toOption().get().expression());
    }

    private static boolean bindsNames(Object node) {
        if (BINDERS.contains(node.getClass())) {
            return true;
        }
        return node instanceof Iterable<?> nodes && nodes.exists(FastFeelEngine::bindsNames)
                || node instanceof Product parts && parts.productIterator().exists(FastFeelEngine::bindsNames);
    }

    /** Syntax error of an expression or of unary tests; empty if the text is valid. */
    Optional<String> syntaxError(String text, boolean tests) {
        Either<Failure, ParsedExpression> parse = (tests ? unaryTests : expressions).get(text).result;
        return parse.isRight()
                ? Optional.empty()
                : Optional.of(parse.swap().toOption().get().message());
    }

    private static Set<String> names(Parsed parsed) {
        Set<String> names = new LinkedHashSet<>();
        if (parsed.result.isRight()) {
            collectNames(parsed.result.toOption().get().expression(), names);
        }
        return names;
    }

    private static void collectNames(Object node, Set<String> names) {
        if (node instanceof Ref variable) {
            names.add(variable.names().head());
        } else if (node instanceof Iterable<?> nodes) {
            nodes.iterator().foreach(each -> collect(each, names));
        } else if (node instanceof Product parts) {
            parts.productIterator().foreach(each -> collect(each, names));
        }
    }

    private static Object collect(Object node, Set<String> names) {
        collectNames(node, names);
        return null;
    }

    /** Evaluates an expression, or unary tests of an input variable, and reports all failures. */
    Trial tryOut(String text, String inputVariable, VariableContext variables) {
        EvaluationFailureCollector failures = new EvaluationFailureCollector();
        try {
            Object value = inputVariable == null
                    ? evaluate(expressions.get(text), new ContextVariableWrapper(variables), failures)
                    : evaluate(unaryTests.get(text), new CellVariables(inputVariable, variables), failures);
            List<String> mistakes = new ArrayList<>();
            for (Iterator<EvaluationFailure> each = failures.failures().iterator(); each.hasNext(); ) {
                EvaluationFailure failure = each.next();
                if (MISTAKES.contains(failure.failureType())) {
                    mistakes.add(failure.failureMessage());
                }
            }
            return new Trial(value, false, mistakes);
        } catch (FeelException failed) {
            return new Trial(null, true, List.of(failed.getMessage()));
        }
    }

    private Object evaluate(Parsed parsed, VariableProvider variables) {
        return evaluate(parsed, variables, new EvaluationFailureCollector());
    }

    private Object evaluate(Parsed parsed, VariableProvider variables, EvaluationFailureCollector failures) {
        if (parsed.result.isLeft()) {
            throw LOGGER.evaluationException(
                    parsed.result.swap().toOption().get().message());
        }
        ParsedExpression expression = parsed.result.toOption().get();
        String failure;
        try {
            Val value =
                    interpreter.eval(expression.expression(), new EvalContext(values, variables, functions, failures));
            failure = failure(expression, value, failures);
            if (failure == null) {
                return values.unpackVal(value);
            }
        } catch (Throwable escaped) {
            if (!NonFatal.apply(escaped)) {
                throw escaped;
            }
            failure = "failed to evaluate expression '" + expression.text() + "' : " + escaped;
        }
        throw LOGGER.evaluationException(failure);
    }

    private static String failure(ParsedExpression expression, Val value, EvaluationFailureCollector failures) {
        EvaluationFailure assertion = failedAssertion(failures);
        if (assertion != null) {
            return "Assertion failure on evaluate the expression '" + expression.text() + "': "
                    + assertion.failureMessage();
        }
        if (value instanceof ValError error) {
            return "failed to evaluate expression '" + expression.text() + "': " + error.error();
        }
        if (value instanceof ValFatalError error) {
            return "failed to evaluate expression '" + expression.text() + "': " + error.error();
        }
        return null;
    }

    private static EvaluationFailure failedAssertion(EvaluationFailureCollector failures) {
        Iterator<EvaluationFailure> each = failures.failures().iterator();
        while (each.hasNext()) {
            EvaluationFailure failure = each.next();
            if (failure.failureType() == EvaluationFailureType.ASSERT_FAILURE$.MODULE$) {
                return failure;
            }
        }
        return null;
    }

    /**
     * Stock value mappers in stock order; the stock implementation throws an exception (Scala's non-local return) for each
     * mapped value.
     */
    private static final class ValuesByPriority implements ValueMapper {

        private final ZoneId zone;
        private final CustomValueMapper[] mappers;
        private final Function1<Object, Val> inner = this::toVal;
        private final Function1<Val, Object> innerUnpacked = this::unpackVal;

        /** @param zone for instants; null if they are not supported */
        ValuesByPriority(CompositeValueMapper stock, ZoneId zone) {
            this.zone = zone;
            this.mappers = CollectionConverters.SeqHasAsJava(stock.customMappersByPriority())
                    .asJava()
                    .toArray(CustomValueMapper[]::new);
        }

        @Override
        public Val toVal(Object value) {
            if (zone != null && value instanceof Instant at) {
                return new ValDateTime(at.atZone(zone));
            }
            if (zone != null && value instanceof Date at) {
                return new ValDateTime(Instant.ofEpochMilli(at.getTime()).atZone(zone));
            }
            for (CustomValueMapper mapper : mappers) {
                if (mapper.toVal(value, inner) instanceof Some<Val> mapped) {
                    return mapped.value();
                }
            }
            throw new IllegalArgumentException(
                    "no value mapper found for '" + value + "' ('" + value.getClass() + "')");
        }

        @Override
        public Object unpackVal(Val value) {
            for (CustomValueMapper mapper : mappers) {
                if (mapper.unpackVal(value, innerUnpacked) instanceof Some<Object> mapped) {
                    return mapped.value();
                }
            }
            throw new IllegalArgumentException("no value mapper found for '" + value + "'");
        }
    }

    /** Variables of a cell: the facts, and the name of the input variable. */
    private static final class CellVariables extends ContextVariableWrapper {

        private static final String INPUT_VARIABLE_NAME = "inputVariableName";

        private final String inputVariable;

        CellVariables(String inputVariable, VariableContext variables) {
            super(variables);
            this.inputVariable = inputVariable;
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"})
        public Option getVariable(String name) {
            return INPUT_VARIABLE_NAME.equals(name) ? new Some(inputVariable) : super.getVariable(name);
        }

        @Override
        public Iterable<String> keys() {
            List<String> keys = new ArrayList<>(context.keySet());
            keys.add(0, INPUT_VARIABLE_NAME);
            return CollectionConverters.ListHasAsScala(keys).asScala();
        }
    }
}
