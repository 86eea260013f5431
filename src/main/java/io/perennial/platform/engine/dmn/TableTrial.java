package io.perennial.platform.engine.dmn;

import io.perennial.platform.engine.dmn.DecisionTables.Outcome;
import io.perennial.platform.engine.dmn.FastFeelEngine.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionLiteralExpressionImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableOutputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableRuleImpl;
import org.camunda.bpm.dmn.engine.impl.DmnExpressionImpl;
import org.camunda.bpm.dmn.engine.impl.spi.type.DmnTypeDefinition;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;

/**
 * Evaluates a table with sample facts to find failures at deployment. No cell may fail with no facts, with each fact alone and
 * with all facts; with all facts no comparison may be null either.
 */
final class TableTrial {

    private final DecisionEvaluator evaluator;
    private final FastFeelEngine feel;
    private final Map<String, Object> samples;
    private final Map<String, RequiredOutputs> requiredOutputs;
    private final Set<String> problems = new LinkedHashSet<>();

    TableTrial(
            DecisionEvaluator evaluator,
            FastFeelEngine feel,
            Map<String, Object> samples,
            Map<String, RequiredOutputs> requiredOutputs) {
        this.evaluator = evaluator;
        this.feel = feel;
        this.samples = samples;
        this.requiredOutputs = requiredOutputs;
    }

    /** Problems in the decisions of one file; empty if there are none. */
    Collection<String> problems(List<DmnDecision> decisions) {
        Set<String> computed = new LinkedHashSet<>();
        decisions.forEach(decision -> decision.getRequiredDecisions().forEach(required -> {
            computed.add(required.getKey());
            if (required.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
                table.getOutputs().forEach(output -> computed.add(output.getOutputName()));
            }
        }));
        for (DmnDecision decision : decisions) {
            Set<String> inputs = evaluator.inputsOf(decision);
            boolean allKnown = inputs.stream().allMatch(samples::containsKey);
            cells(decision, Map.of(), false);
            for (String alone : inputs) {
                cells(decision, sample(Set.of(alone)), false);
            }
            Map<String, Object> all = sample(inputs);
            computed.forEach(all::remove);
            cells(decision, all, allKnown);
            whole(decision, Map.of());
            whole(decision, all);
        }
        return problems;
    }

    private Map<String, Object> sample(Collection<String> names) {
        Map<String, Object> some = new LinkedHashMap<>();
        names.stream().filter(samples::containsKey).forEach(name -> some.put(name, samples.get(name)));
        return some;
    }

    private void cells(DmnDecision decision, Map<String, Object> facts, boolean strict) {
        VariableContext context = Variables.fromMap(facts).asVariableContext();
        if (decision.getDecisionLogic() instanceof DmnDecisionLiteralExpressionImpl literal) {
            String where = "its expression";
            Object value = value(decision, where, literal.getExpression(), context, strict);
            typed(
                    decision,
                    where,
                    DecisionEvaluator.feelOf(literal.getExpression()),
                    literal.getVariable().getTypeDefinition(),
                    value);
        }
        if (!(decision.getDecisionLogic() instanceof DmnDecisionTableImpl table)) {
            return;
        }
        for (int column = 0; column < table.getInputs().size(); column++) {
            DmnDecisionTableInputImpl input = table.getInputs().get(column);
            String label = "column \"" + label(input.getName(), input.getId()) + "\"";
            Object value = typed(
                    decision,
                    label,
                    DecisionEvaluator.feelOf(input.getExpression()),
                    input.getExpression().getTypeDefinition(),
                    value(decision, label, input.getExpression(), context, strict));
            VariableMap withInput = Variables.fromMap(facts).putValue(input.getInputVariable(), value);
            for (DmnDecisionTableRuleImpl rule : table.getRules()) {
                String text = DecisionEvaluator.feelOf(rule.getConditions().get(column));
                if (!text.isBlank()) {
                    note(
                            decision,
                            "row " + rule.getId() + ", " + label,
                            text,
                            feel.tryOut(text, input.getInputVariable(), withInput.asVariableContext()),
                            strict && value != null);
                }
            }
        }
        table.getRules().forEach(rule -> outputs(decision, table, rule, context, strict));
    }

    private void outputs(
            DmnDecision decision,
            DmnDecisionTableImpl table,
            DmnDecisionTableRuleImpl rule,
            VariableContext context,
            boolean strict) {
        int before = problems.size();
        Map<String, Object> row = new LinkedHashMap<>();
        for (int column = 0; column < table.getOutputs().size(); column++) {
            DmnDecisionTableOutputImpl output = table.getOutputs().get(column);
            DmnExpressionImpl cell = rule.getConclusions().get(column);
            String label = "row " + rule.getId() + ", output \"" + output.getOutputName() + "\"";
            Object value = value(decision, label, cell, context, strict);
            row.put(
                    output.getOutputName(),
                    typed(decision, label, DecisionEvaluator.feelOf(cell), output.getTypeDefinition(), value));
        }
        if (strict && problems.size() == before && requiredOutputs.containsKey(decision.getKey())) {
            requiredOutputs
                    .get(decision.getKey())
                    .violation(row)
                    .ifPresent(
                            violation -> problems.add(decision.getKey() + ", row " + rule.getId() + ": " + violation));
        }
    }

    private Object value(
            DmnDecision decision, String where, DmnExpressionImpl expression, VariableContext context, boolean strict) {
        String text = DecisionEvaluator.feelOf(expression);
        if (text.isBlank()) {
            return null;
        }
        Trial trial = feel.tryOut(text, null, context);
        note(decision, where, text, trial, strict);
        return trial.value();
    }

    private Object typed(DmnDecision decision, String where, String text, DmnTypeDefinition type, Object value) {
        try {
            return type == null ? value : type.transform(value).getValue();
        } catch (DmnEngineException wrongType) {
            problem(decision, where, text, wrongType.getMessage());
            return null;
        }
    }

    private void note(DmnDecision decision, String where, String text, Trial trial, boolean strict) {
        if (!trial.failures().isEmpty() && (strict || trial.failed())) {
            problem(decision, where, text, trial.failures().get(0));
        }
    }

    private void problem(DmnDecision decision, String where, String text, String reason) {
        problems.add("%s, %s: \"%s\" fails: %s".formatted(decision.getKey(), where, text.strip(), reason));
    }

    /** Evaluates the whole table, which finds for example two matching rows where one is allowed. */
    private void whole(DmnDecision decision, Map<String, Object> facts) {
        if (!problems.isEmpty() || !decision.isDecisionTable()) {
            return;
        }
        Outcome outcome;
        try {
            outcome = evaluator.evaluate(evaluator.table(decision, 0), facts);
        } catch (DmnEngineException | FeelException | IllegalArgumentException failed) {
            problems.add(decision.getKey() + " fails with " + shown(facts) + ": " + failed.getMessage());
            return;
        }
        RequiredOutputs required = requiredOutputs.get(decision.getKey());
        if (required == null) {
            return;
        }
        if (required.always() && outcome.outputs().isEmpty()) {
            problems.add(decision.getKey() + ": no row matches with " + shown(facts) + ", and a result is required");
        }
        for (int row = 0; row < outcome.outputs().size(); row++) {
            String rule =
                    row < outcome.rules().size() ? ", row " + outcome.rules().get(row) : "";
            required.violation(outcome.outputs().get(row))
                    .ifPresent(violation ->
                            problems.add(decision.getKey() + rule + ": " + violation + ", with " + shown(facts)));
        }
    }

    private static String shown(Map<String, Object> facts) {
        return facts.isEmpty() ? "no facts" : "the facts " + new ArrayList<>(facts.entrySet());
    }

    private static String label(String name, String id) {
        return name == null || name.isBlank() ? Objects.toString(id, "") : name;
    }
}
