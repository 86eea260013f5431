package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.decision.Answer;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast FEEL returns the same results and failures as stock FEEL. */
class FastFeelTest {

    private static final int TEXTS = 500;
    private static final int TIMES_EACH = 4;

    private final FeelEngine stock = new ScalaFeelEngineFactory(List.of(new CustomFeelFunctions())).createInstance();
    private final FeelEngine fast = new FastFeelEngineFactory(List.of(new CustomFeelFunctions())).createInstance();

    @ParameterizedTest
    @ValueSource(longs = {1, 4711})
    void expressionsEvaluateOrFailAsInStock(long seed) {
        RandomFeel feel = new RandomFeel(seed);
        for (int i = 0; i < TEXTS; i++) {
            String text = feel.expression();
            for (int j = 0; j < TIMES_EACH; j++) {
                VariableMap variables = feel.variables();
                compare(
                        text,
                        variables,
                        engine -> engine.evaluateSimpleExpression(text, variables.asVariableContext()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4712})
    void unaryTestsEvaluateOrFailAsInStock(long seed) {
        RandomFeel feel = new RandomFeel(seed);
        for (int i = 0; i < TEXTS; i++) {
            String text = feel.unaryTests();
            for (int j = 0; j < TIMES_EACH; j++) {
                VariableMap variables = feel.variables();
                String input = feel.inputVariable();
                compare(
                        text,
                        variables,
                        engine -> engine.evaluateSimpleUnaryTests(text, input, variables.asVariableContext()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "< 5",
                "[1..5]",
                "null",
                "-",
                "not(null)",
                "? > 1",
                "\"a\"",
                "modulo(10, 0)",
                "assert(?, ? > 3)",
                "b"
            })
    void unusualTestsEvaluateOrFailAsInStock(String text) {
        for (Object input : new Object[] {null, 3, "a", (byte) 3, Double.NaN, true, List.of(3)}) {
            VariableMap variables = Variables.createVariables().putValue("cellInput", input);
            compare(
                    text,
                    variables,
                    engine -> engine.evaluateSimpleUnaryTests(text, "cellInput", variables.asVariableContext()));
        }
    }

    @Test
    void nullTestIsFalse() {
        assertThat(test("< 5", null)).isFalse();
        assertThat(test("< 5", "a")).isFalse();
        assertThat(fast.evaluateSimpleUnaryTests("< 5", "cellInput", Variables.emptyVariableContext()))
                .isFalse();
    }

    @Test
    void failuresHaveTheStockMessage() {
        assertThatThrownBy(() -> test("assert(?, false, \"no\")", 1)).isInstanceOf(FeelException.class);
        assertThatThrownBy(() -> fast.evaluateSimpleExpression("1 +", Variables.emptyVariableContext()))
                .isInstanceOf(FeelException.class)
                .hasMessageContaining(
                        "FEEL/SCALA-01008 Error while evaluating expression: failed to parse expression '1 +'");
    }

    @Test
    void sameTextIsParsedAsTestAndAsExpression() {
        VariableContext five = Variables.putValue("cellInput", 5).asVariableContext();

        assertThat(fast.evaluateSimpleUnaryTests("5", "cellInput", five)).isTrue();
        assertThat(fast.<Object>evaluateSimpleExpression("5", five)).isEqualTo(5L);
        assertThat(fast.evaluateSimpleUnaryTests("5", "cellInput", five)).isTrue();
    }

    @Test
    void nowIsNotCached() {
        VariableContext nothing = Variables.emptyVariableContext();

        ZonedDateTime first = fast.evaluateSimpleExpression("now()", nothing);
        ZonedDateTime before = ZonedDateTime.now();
        ZonedDateTime second = fast.evaluateSimpleExpression("now()", nothing);

        assertThat(first).isBeforeOrEqualTo(before);
        assertThat(second).isAfterOrEqualTo(before);
    }

    @Test
    void customFunctionsWork() {
        VariableContext nothing = Variables.emptyVariableContext();

        assertThat(fast.<Object>evaluateSimpleExpression("twice(21)", nothing)).isEqualTo(42L);
        assertThat(new FastFeelEngineFactory().createInstance().<Object>evaluateSimpleExpression("twice(21)", nothing))
                .isNull();
    }

    @Test
    void interruptedThreadStopsAsInStock() {
        for (FeelEngine engine : List.of(stock, fast)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> engine.evaluateSimpleExpression("1 + 1", Variables.emptyVariableContext()))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void manyTextsOnManyThreadsGetTheirOwnResults() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int start = thread * 5_000;
                work.add(() -> {
                    for (int i = start; i < start + 10_000; i++) {
                        Object sum = fast.evaluateSimpleExpression(i + " + a", variables(i));
                        if (!sum.equals(2L * i)) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> right : threads.invokeAll(work)) {
                assertThat(right.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean test(String text, Object input) {
        return fast.evaluateSimpleUnaryTests(
                text, "cellInput", Variables.putValue("cellInput", input).asVariableContext());
    }

    private static VariableContext variables(int a) {
        return Variables.putValue("a", a).asVariableContext();
    }

    private void compare(String text, Map<String, Object> variables, Function<FeelEngine, Object> question) {
        assertThat(answer(fast, question)).as("%s with %s", text, variables).isEqualTo(answer(stock, question));
    }

    private static String answer(FeelEngine engine, Function<FeelEngine, Object> question) {
        return Answer.to(() -> question.apply(engine));
    }
}
