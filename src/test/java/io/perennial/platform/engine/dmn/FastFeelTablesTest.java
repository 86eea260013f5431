package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.decision.Answer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedDecisionRule;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedInput;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedOutput;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.variable.VariableMap;

/** Compares random tables on random inputs with the stock engine: inputs, rules, outputs, Java types and failures are equal. */
class FastFeelTablesTest {

    private static final int TABLES = 1_000;
    private static final int INPUTS_EACH = 20;

    private static final Asked STOCK = new Asked(new ScalaFeelEngineFactory(List.of(new CustomFeelFunctions())));
    private static final Asked FAST = new Asked(new FastFeelEngineFactory(List.of(new CustomFeelFunctions())));

    private static int pairs;
    private static int answered;
    private static int hit;

    @Property(tries = TABLES, seed = "4711", edgeCases = EdgeCasesMode.NONE)
    void tablesEvaluateOrFailAsInStock(@ForAll("tables") RandomTable table) {
        DmnDecision decision = table.parsedBy(STOCK.engine);
        for (int i = 0; i < INPUTS_EACH; i++) {
            VariableMap variables = table.variables();
            String expected = STOCK.answer(decision, variables);
            assertThat(FAST.answer(decision, variables))
                    .as("%s with %s", table, variables)
                    .isEqualTo(expected);
            count(expected);
        }
    }

    @Provide
    Arbitrary<RandomTable> tables() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.longs())
                .as(RandomTable::new);
    }

    private static void count(String answer) {
        pairs++;
        answered += answer.startsWith("rules") ? 1 : 0;
        hit += answer.startsWith("rules [r") ? 1 : 0;
    }

    @AfterContainer
    static void mostTablesReturnResultsAndManyRulesMatch() {
        assertThat(pairs).isGreaterThanOrEqualTo(TABLES * INPUTS_EACH);
        assertThat(answered).isGreaterThan(pairs / 2);
        assertThat(hit).isGreaterThan(pairs / 10);
    }

    private static final class Asked {

        private final DmnEngine engine;
        private DmnDecisionTableEvaluationEvent last;

        Asked(FeelEngineFactory feel) {
            DefaultDmnEngineConfiguration configuration =
                    (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
            configuration.setFeelEngineFactory(feel);
            configuration.getCustomPostDecisionTableEvaluationListeners().add(event -> last = event);
            this.engine = configuration.buildEngine();
        }

        String answer(DmnDecision table, VariableMap variables) {
            String answer = Answer.to(() -> {
                engine.evaluateDecisionTable(table, variables);
                return null;
            });
            if (!answer.equals("null")) {
                return answer;
            }
            return "rules "
                    + last.getMatchingRules().stream()
                            .map(DmnEvaluatedDecisionRule::getId)
                            .toList()
                    + Answer.to(() -> last.getInputs().stream()
                            .map(DmnEvaluatedInput::getValue)
                            .toList())
                    + Answer.to(() -> last.getMatchingRules().stream()
                            .flatMap(rule -> rule.getOutputEntries().values().stream())
                            .map(DmnEvaluatedOutput::getValue)
                            .toList())
                    + Answer.to(last::getCollectResultValue);
        }
    }
}
