package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.dmn.DecisionEvaluator;
import io.perennial.platform.engine.dmn.DecisionEvaluator.Table;
import io.perennial.platform.engine.dmn.DecisionTables.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A table of the folder {@code dmn}, asked with facts written as {@code orderCount=0 creditGrade=A+}; a fact left out is unknown.
 * After all tests every row must have been hit.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class TableUnderTest {

    private static final DecisionEvaluator EVALUATOR = new DecisionEvaluator();

    private final Path file;
    private final Table table;
    private final Set<String> rulesHit = new HashSet<>();

    TableUnderTest(String decision) {
        this.file = Path.of("dmn", decision + ".dmn");
        try (InputStream model = Files.newInputStream(file)) {
            this.table = EVALUATOR.parse(decision, 1, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void everyRowWasHit() {
        Set<String> rules = Dmn.readModelFromFile(file.toFile()).getModelElementsByType(Rule.class).stream()
                .map(Rule::getId)
                .collect(Collectors.toSet());
        assertThat(rulesHit).isEqualTo(rules);
    }

    /** Ids of the rules that hold, without their common prefix, and the outputs: {@code Risk: RISK}. */
    String decide(String facts) {
        Map<String, Object> known = facts(facts);
        assertThat(table.inputs()).containsAll(known.keySet());
        Outcome outcome = EVALUATOR.evaluate(table, known);
        rulesHit.addAll(outcome.rules());
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < outcome.rules().size(); i++) {
            answers.add(outcome.rules().get(i).replaceFirst("^Rule_", "") + ": "
                    + outcome.outputs().get(i).values().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")));
        }
        return String.join(", ", answers);
    }

    private static Map<String, Object> facts(String text) {
        Map<String, Object> facts = new HashMap<>();
        if (text != null && !text.isBlank()) {
            for (String fact : text.trim().split("\\s+")) {
                String[] nameAndValue = fact.split("=", 2);
                facts.put(nameAndValue[0], value(nameAndValue[1]));
            }
        }
        return facts;
    }

    private static Object value(String text) {
        if (text.matches("-?\\d+")) {
            long whole = Long.parseLong(text);
            return whole == (int) whole ? (Object) (int) whole : (Object) whole;
        }
        if (text.matches("-?\\d+\\.\\d+")) {
            return new BigDecimal(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return text.equals("null") ? null : text;
    }
}
