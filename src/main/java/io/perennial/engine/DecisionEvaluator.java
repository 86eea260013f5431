package io.perennial.engine;

import io.perennial.engine.DecisionTables.Outcome;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedDecisionRule;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedOutput;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableOutputImpl;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;

/** A decision engine that stands alone: no process, no history, no database. */
final class DecisionEvaluator {

    /** A table of one version, parsed; the same object may be asked on any thread. */
    record Table(DmnDecision decision, int version, List<String> inputs, List<String> outputs) {}

    private final ThreadLocal<DmnDecisionTableEvaluationEvent> lastEvaluation = new ThreadLocal<>();
    private final DmnEngine engine;

    DecisionEvaluator(FeelEngineFactory feel) {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.setFeelEngineFactory(feel);
        // A table asked last is the one that was wanted; those it requires come before it.
        configuration.getCustomPostDecisionTableEvaluationListeners().add(lastEvaluation::set);
        this.engine = configuration.buildEngine();
    }

    /** @throws IllegalArgumentException when the model holds no decision of that id, or one that is not a table */
    Table parse(String decision, int version, InputStream model) {
        DmnDecision parsed = engine.parseDecision(decision, model);
        if (parsed == null || !parsed.isDecisionTable()) {
            throw new IllegalArgumentException("\"" + decision + "\" is not a decision table");
        }
        DmnDecisionTableImpl table = (DmnDecisionTableImpl) parsed.getDecisionLogic();
        List<String> outputs = table.getOutputs().stream()
                .map(DmnDecisionTableOutputImpl::getOutputName)
                .toList();
        return new Table(parsed, version, inputs(table), outputs);
    }

    Outcome evaluate(Table table, Map<String, ?> facts) {
        try {
            engine.evaluateDecisionTable(table.decision, Collections.<String, Object>unmodifiableMap(facts));
            return outcome(table, lastEvaluation.get());
        } finally {
            lastEvaluation.remove();
        }
    }

    private static Outcome outcome(Table table, DmnDecisionTableEvaluationEvent evaluation) {
        List<String> rules = evaluation.getMatchingRules().stream()
                .map(DmnEvaluatedDecisionRule::getId)
                .toList();
        List<Map<String, Object>> outputs = evaluation.getCollectResultName() == null
                ? evaluation.getMatchingRules().stream()
                        .map(DecisionEvaluator::outputs)
                        .toList()
                : List.of(Collections.singletonMap(
                        evaluation.getCollectResultName(),
                        evaluation.getCollectResultValue().getValue()));
        return new Outcome(table.decision.getKey(), table.version, rules, outputs);
    }

    private static Map<String, Object> outputs(DmnEvaluatedDecisionRule rule) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (DmnEvaluatedOutput output : rule.getOutputEntries().values()) {
            outputs.put(output.getOutputName(), output.getValue().getValue());
        }
        return Collections.unmodifiableMap(outputs);
    }

    private static List<String> inputs(DmnDecisionTableImpl table) {
        Set<String> inputs = new LinkedHashSet<>();
        for (DmnDecisionTableInputImpl input : table.getInputs()) {
            inputs.add(input.getExpression().getExpression().trim());
        }
        return List.copyOf(inputs);
    }
}
