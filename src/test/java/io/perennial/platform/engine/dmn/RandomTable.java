package io.perennial.platform.engine.dmn;

import java.util.Optional;
import java.util.Random;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.model.dmn.BuiltinAggregator;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Definitions;
import org.camunda.bpm.model.dmn.instance.DmnModelElementInstance;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;

/** A random decision table of any hit policy, with inputs and outputs of any type, and variables to evaluate it with. */
final class RandomTable {

    private static final HitPolicy[] HIT_POLICIES = {
        HitPolicy.FIRST,
        HitPolicy.FIRST,
        HitPolicy.UNIQUE,
        HitPolicy.ANY,
        HitPolicy.RULE_ORDER,
        HitPolicy.COLLECT,
        HitPolicy.COLLECT
    };
    private static final String[] TYPES = {
        "", "", "", "", "", "", "", "", "string", "string", "integer", "long", "double", "boolean", "date"
    };

    private final Random random;
    private final RandomFeel feel;
    private final DmnModelInstance model = Dmn.createEmptyModel();

    RandomTable(int columns, int rules, long seed) {
        this.random = new Random(seed);
        this.feel = new RandomFeel(seed, 1);
        Decision decision = decision();
        DecisionTable table = in(decision, DecisionTable.class, "table");
        table.setHitPolicy(one(HIT_POLICIES));
        int outputs = 1 + random.nextInt(2);
        if (table.getHitPolicy() == HitPolicy.COLLECT && random.nextBoolean()) {
            table.setAggregation(one(BuiltinAggregator.values()));
            outputs = 1;
        }
        for (int column = 0; column < columns; column++) {
            input(table, column);
        }
        for (int column = 0; column < outputs; column++) {
            Output output = in(table, Output.class, "o" + column);
            output.setName("out" + column);
            typeRef().ifPresent(output::setTypeRef);
        }
        for (int rule = 0; rule < rules; rule++) {
            Rule row = in(table, Rule.class, "r" + rule);
            for (int column = 0; column < columns; column++) {
                text(in(row, InputEntry.class, "c" + rule + column), cell());
            }
            for (int column = 0; column < outputs; column++) {
                text(in(row, OutputEntry.class, "x" + rule + column), conclusion());
            }
        }
    }

    private Decision decision() {
        Definitions definitions = model.newInstance(Definitions.class, "definitions");
        definitions.setName("random");
        definitions.setNamespace("random");
        model.setDefinitions(definitions);
        Decision decision = in(definitions, Decision.class, "random");
        decision.setName("random");
        return decision;
    }

    private void input(DecisionTable table, int column) {
        Input input = in(table, Input.class, "i" + column);
        if (random.nextInt(8) == 0) {
            input.setCamundaInputVariable(one("a", "seen"));
        }
        InputExpression expression = in(input, InputExpression.class, "e" + column);
        typeRef().ifPresent(expression::setTypeRef);
        text(
                expression,
                switch (random.nextInt(16)) {
                    case 0 -> "";
                    case 1 -> feel.expression();
                    default -> feel.name();
                });
    }

    DmnDecision parsedBy(DmnEngine engine) {
        return engine.parseDecision("random", model);
    }

    VariableMap variables() {
        return feel.variables();
    }

    private Optional<String> typeRef() {
        return Optional.of(one(TYPES)).filter(type -> !type.isEmpty());
    }

    private String cell() {
        return random.nextInt(200) == 0 ? feel.unaryTests() : feel.validTests();
    }

    private String conclusion() {
        return random.nextInt(60) == 0 ? "" : feel.literalOrExpression();
    }

    private <T extends DmnModelElementInstance> T in(DmnModelElementInstance parent, Class<T> type, String id) {
        T element = model.newInstance(type, id);
        parent.addChildElement(element);
        return element;
    }

    private void text(DmnModelElementInstance parent, String feel) {
        Text text = model.newInstance(Text.class);
        text.setTextContent(feel);
        parent.addChildElement(text);
    }

    @SafeVarargs
    private final <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Override
    public String toString() {
        return Dmn.convertToString(model);
    }
}
