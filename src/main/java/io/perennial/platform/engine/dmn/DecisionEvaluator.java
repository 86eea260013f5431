package io.perennial.platform.engine.dmn;

import io.perennial.platform.engine.dmn.DecisionTables.Outcome;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.delegate.DmnDecisionTableEvaluationEvent;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedDecisionRule;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedOutput;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionLiteralExpressionImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableOutputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableRuleImpl;
import org.camunda.bpm.dmn.engine.impl.DmnExpressionImpl;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** Standalone decision engine without process engine, history or database. */
public final class DecisionEvaluator {

    /**
     * A parsed table in one version; thread-safe.
     *
     * @param inputs names of the facts it uses, in column order
     * @param outputs names of its output columns
     */
    public record Table(DmnDecision decision, int version, List<String> inputs, List<String> outputs) {}

    /**
     * Names used by a column, in its expression and its cells.
     *
     * @param alsoKnown names of inputs and outputs of the decisions in the same file
     */
    public record Column(String decision, String label, Set<String> words, Set<String> alsoKnown) {}

    private final ThreadLocal<DmnDecisionTableEvaluationEvent> lastEvaluation = new ThreadLocal<>();
    private final FastFeelEngine feel;
    private final DmnEngine engine;

    public DecisionEvaluator() {
        this(Clock.systemDefaultZone());
    }

    /** @param clock source of {@code now()} and {@code today()}, and zone of dates */
    public DecisionEvaluator(Clock clock) {
        this.feel = new FastFeelEngine(List.of(), clock);
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.setFeelEngineFactory(() -> feel);
        WideIntegers.register(configuration);
        BusinessDates.register(configuration, clock.getZone());
        // The table evaluated last is the requested one; required decisions are evaluated before it.
        configuration.getCustomPostDecisionTableEvaluationListeners().add(lastEvaluation::set);
        this.engine = configuration.buildEngine();
    }

    /** @throws IllegalArgumentException when the model has no decision of that id, or it is not a FEEL table */
    public Table parse(String decision, int version, InputStream model) {
        DmnDecision parsed = engine.parseDecision(decision, model);
        if (parsed == null || !parsed.isDecisionTable()) {
            throw new IllegalArgumentException("\"" + decision + "\" is not a decision table");
        }
        return table(parsed, version);
    }

    Table table(DmnDecision decision, int version) {
        DmnDecisionTableImpl table = (DmnDecisionTableImpl) decision.getDecisionLogic();
        List<String> outputs = table.getOutputs().stream()
                .map(DmnDecisionTableOutputImpl::getOutputName)
                .toList();
        return new Table(decision, version, List.copyOf(inputsOf(decision)), outputs);
    }

    /**
     * Problems found when evaluating the decisions of a model with sample facts.
     *
     * @param requiredOutputs required outputs by decision id
     */
    public Collection<String> problems(
            InputStream model, Map<String, Object> samples, Map<String, RequiredOutputs> requiredOutputs) {
        return new TableTrial(this, feel, samples, requiredOutputs).problems(engine.parseDecisions(model));
    }

    /** Syntax errors in the cells of a table, row by row. */
    public List<String> syntaxErrors(DmnDecisionTableImpl table) {
        List<String> errors = new ArrayList<>();
        table.getInputs()
                .forEach(input -> syntaxError(text(input.getExpression()), false)
                        .ifPresent(error -> errors.add("column " + input.getName() + ": " + error)));
        for (DmnDecisionTableRuleImpl rule : table.getRules()) {
            rule.getConditions()
                    .forEach(cell -> syntaxError(text(cell), true)
                            .ifPresent(error -> errors.add("row " + rule.getId() + ": " + error)));
            rule.getConclusions()
                    .forEach(cell -> syntaxError(text(cell), false)
                            .ifPresent(error -> errors.add("row " + rule.getId() + ": " + error)));
        }
        return errors;
    }

    private Optional<String> syntaxError(String text, boolean tests) {
        return text.isBlank() ? Optional.empty() : feel.syntaxError(text, tests);
    }

    public Outcome evaluate(Table table, Map<String, ?> facts) {
        try {
            engine.evaluateDecisionTable(table.decision, new Facts(table.inputs, facts));
            return outcome(table, lastEvaluation.get());
        } finally {
            lastEvaluation.remove();
        }
    }

    /** All columns of the FEEL tables of a model, inputs first. */
    public List<Column> columns(InputStream model) {
        List<DmnDecision> decisions = engine.parseDecisions(model);
        Set<String> definedNames = new LinkedHashSet<>();
        decisions.forEach(decision -> definedNames.add(decision.getKey()));
        tables(decisions).forEach((name, table) -> {
            table.getInputs().forEach(input -> definedNames.add(input.getInputVariable()));
            table.getOutputs().forEach(output -> definedNames.add(output.getOutputName()));
        });
        List<Column> columns = new ArrayList<>();
        tables(decisions).forEach((name, table) -> {
            for (int i = 0; i < table.getInputs().size(); i++) {
                DmnDecisionTableInputImpl input = table.getInputs().get(i);
                Set<String> words = new LinkedHashSet<>(feel.namesInExpression(feelOf(input.getExpression())));
                for (DmnDecisionTableRuleImpl rule : table.getRules()) {
                    words.addAll(feel.freeNamesInUnaryTests(
                            feelOf(rule.getConditions().get(i))));
                }
                columns.add(new Column(name, label(input.getName(), input.getId()), words, definedNames));
            }
            for (int i = 0; i < table.getOutputs().size(); i++) {
                DmnDecisionTableOutputImpl output = table.getOutputs().get(i);
                Set<String> words = new LinkedHashSet<>();
                for (DmnDecisionTableRuleImpl rule : table.getRules()) {
                    words.addAll(feel.freeNamesInExpression(
                            feelOf(rule.getConclusions().get(i))));
                }
                columns.add(new Column(name, label(output.getName(), output.getId()), words, definedNames));
            }
        });
        return columns;
    }

    private static Map<String, DmnDecisionTableImpl> tables(List<DmnDecision> decisions) {
        Map<String, DmnDecisionTableImpl> tables = new LinkedHashMap<>();
        for (DmnDecision decision : decisions) {
            if (decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
                tables.put(decision.getKey(), table);
            }
        }
        return tables;
    }

    private static String label(String name, String id) {
        return name == null || name.isBlank() ? id : name;
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

    Set<String> inputsOf(DmnDecision decision) {
        Set<String> inputs = new LinkedHashSet<>();
        if (decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
            table.getInputs().forEach(input -> inputs.addAll(feel.namesInExpression(text(input.getExpression()))));
            for (DmnDecisionTableRuleImpl rule : table.getRules()) {
                rule.getConditions().forEach(cell -> inputs.addAll(feel.namesInUnaryTests(text(cell))));
                rule.getConclusions().forEach(cell -> inputs.addAll(feel.namesInExpression(text(cell))));
            }
            table.getInputs().forEach(input -> inputs.remove(input.getInputVariable()));
        }
        if (decision.getDecisionLogic() instanceof DmnDecisionLiteralExpressionImpl literal) {
            inputs.addAll(feel.namesInExpression(text(literal.getExpression())));
        }
        decision.getRequiredDecisions().forEach(required -> inputs.addAll(inputsOf(required)));
        return Collections.unmodifiableSet(inputs);
    }

    private static String text(DmnExpressionImpl expression) {
        if (!isFeel(expression)) {
            throw new IllegalArgumentException(
                    "Decisions are written in FEEL, not in " + expression.getExpressionLanguage());
        }
        return feelOf(expression);
    }

    private static boolean isFeel(DmnExpressionImpl expression) {
        String language = expression == null ? null : expression.getExpressionLanguage();
        return language == null || language.toLowerCase(Locale.ROOT).contains("feel");
    }

    static String feelOf(DmnExpressionImpl expression) {
        return expression == null || expression.getExpression() == null || !isFeel(expression)
                ? ""
                : expression.getExpression();
    }

    /** Exposes only the facts that a table uses, since the engine copies all variables. */
    private record Facts(List<String> names, Map<String, ?> facts) implements VariableContext {

        @Override
        public TypedValue resolve(String name) {
            return Variables.untypedValue(facts.get(name));
        }

        @Override
        public boolean containsVariable(String name) {
            return names.contains(name) && facts.containsKey(name);
        }

        @Override
        public Set<String> keySet() {
            Set<String> known = new LinkedHashSet<>();
            for (String name : names) {
                if (facts.containsKey(name)) {
                    known.add(name);
                }
            }
            return known;
        }
    }
}
