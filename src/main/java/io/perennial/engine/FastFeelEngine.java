package io.perennial.engine;

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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.dmn.feel.impl.scala.ContextVariableWrapper;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;
import org.camunda.bpm.engine.variable.context.VariableContext;
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
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValError;
import org.camunda.feel.syntaxtree.ValFatalError;
import org.camunda.feel.valuemapper.CustomValueMapper;
import org.camunda.feel.valuemapper.ValueMapper;
import org.camunda.feel.valuemapper.ValueMapper.CompositeValueMapper;
import org.springframework.util.ConcurrentLruCache;

/**
 * The stock engine, parser, interpreter, value mappers and messages included; only what {@code FeelEngine.evaluate} builds
 * per call and never changes is built once.
 */
final class FastFeelEngine extends ScalaFeelEngine {

    private static final int TEXTS_KEPT = 20_000;

    private enum Kind {
        EXPRESSION,
        UNARY_TESTS
    }

    private record Source(Kind kind, String text) {}

    private final ConcurrentLruCache<Source, Either<Failure, ParsedExpression>> parsed =
            new ConcurrentLruCache<>(TEXTS_KEPT, this::parse);
    private final ValueMapper values;
    private final FunctionProvider functions;
    private final FeelInterpreter interpreter;

    FastFeelEngine(List<FeelCustomFunctionProvider> customFunctions) {
        super(customFunctions);
        this.values = new ValuesByPriority((CompositeValueMapper) feelEngine.valueMapper());
        this.functions = new CompositeFunctionProvider(
                toScalaList(new BuiltinFunctions(feelEngine.clock(), values), feelEngine.functionProvider()));
        this.interpreter = new FeelInterpreter(values);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        return (T) evaluate(new Source(Kind.EXPRESSION, expression), new ContextVariableWrapper(variables));
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String expression, String inputVariable, VariableContext variables) {
        // A test without an answer (null) is false, as in stock.
        return BoxesRunTime.unboxToBoolean(
                evaluate(new Source(Kind.UNARY_TESTS, expression), new CellVariables(inputVariable, variables)));
    }

    private Either<Failure, ParsedExpression> parse(Source source) {
        return source.kind == Kind.EXPRESSION
                ? feelEngine.parseExpression(source.text)
                : feelEngine.parseUnaryTests(source.text);
    }

    /** The variables an expression may read, in order of appearance; those it binds itself (loops, parameters) are among them. */
    Set<String> namesInExpression(String text) {
        return names(new Source(Kind.EXPRESSION, text));
    }

    /** The variables a cell's tests may read. */
    Set<String> namesInUnaryTests(String text) {
        return names(new Source(Kind.UNARY_TESTS, text));
    }

    /** What is wrong with the text of an expression or of a cell's tests; nothing when it can be read. */
    Optional<String> fault(String text, boolean tests) {
        Either<Failure, ParsedExpression> parse =
                parsed.get(new Source(tests ? Kind.UNARY_TESTS : Kind.EXPRESSION, text));
        return parse.isRight()
                ? Optional.empty()
                : Optional.of(parse.swap().toOption().get().message());
    }

    private Set<String> names(Source source) {
        Set<String> names = new LinkedHashSet<>();
        Either<Failure, ParsedExpression> parse = parsed.get(source);
        if (parse.isRight()) {
            collectNames(parse.toOption().get().expression(), names);
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

    private Object evaluate(Source source, VariableProvider variables) {
        Either<Failure, ParsedExpression> parse = parsed.get(source);
        if (parse.isLeft()) {
            throw LOGGER.evaluationException(parse.swap().toOption().get().message());
        }
        ParsedExpression expression = parse.toOption().get();
        EvaluationFailureCollector failures = new EvaluationFailureCollector();
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

    /** Stock's mappers in stock's order, which throws an exception (Scala's non-local return) for every value it maps. */
    private static final class ValuesByPriority implements ValueMapper {

        private final CustomValueMapper[] mappers;
        private final Function1<Object, Val> inner = this::toVal;
        private final Function1<Val, Object> innerUnpacked = this::unpackVal;

        ValuesByPriority(CompositeValueMapper stock) {
            this.mappers = CollectionConverters.SeqHasAsJava(stock.customMappersByPriority())
                    .asJava()
                    .toArray(CustomValueMapper[]::new);
        }

        @Override
        public Val toVal(Object value) {
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

    /** The variables of a cell: the facts, and the name under which the input's value is among them. */
    private static final class CellVariables extends ContextVariableWrapper {

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
