package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.dmn.DecisionEvaluator.Table;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every table has a result for every input. The inputs are derived from the table itself: for each column the values at, just
 * below and just above each boundary, every text in its cells and one that is not, and null; values that no cell of the column
 * distinguishes count as one.
 */
class TableSpaceTest {

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.\"])-?\\d+(\\.\\d+)?(?![\\w\"])");
    private static final String UNKNOWN_TEXT = "UNKNOWN-TEXT";

    private static final FastFeelEngine FEEL = new FastFeelEngine(List.of());
    private static final DecisionEvaluator EVALUATOR = new DecisionEvaluator();

    static Stream<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("dmn"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyInputMatchesARowAndEveryRowIsReachable(Path file) throws IOException {
        DecisionTable model = Dmn.readModelFromFile(file.toFile())
                .getModelElementsByType(DecisionTable.class)
                .iterator()
                .next();
        Table table = parsed(file);
        Set<String> hit = new HashSet<>();

        everyInput(columns(model), inputs -> {
            List<String> rules = EVALUATOR.evaluate(table, inputs).rules();
            if (model.getHitPolicy() != HitPolicy.COLLECT) {
                assertThat(rules).as("rows for %s", inputs).hasSize(1);
            }
            hit.addAll(rules);
        });

        assertThat(hit)
                .as("rows that some input reaches")
                .isEqualTo(model.getRules().stream().map(Rule::getId).collect(Collectors.toSet()));
    }

    private static Table parsed(Path file) throws IOException {
        try (InputStream model = Files.newInputStream(file)) {
            return EVALUATOR.parse(file.getFileName().toString().replace(".dmn", ""), 1, model);
        }
    }

    private static Map<String, Collection<Object>> columns(DecisionTable table) {
        List<Input> inputs = List.copyOf(table.getInputs());
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            int column = i;
            cells.put(
                    inputs.get(i).getInputExpression().getText().getTextContent(),
                    table.getRules().stream()
                            .map(rule -> List.copyOf(rule.getInputEntries())
                                    .get(column)
                                    .getText()
                                    .getTextContent())
                            .toList());
        }
        Set<String> compared = cells.values().stream()
                .flatMap(List::stream)
                .filter(cell -> !cell.isEmpty())
                .flatMap(cell -> FEEL.namesInUnaryTests(cell).stream())
                .filter(cells::containsKey)
                .collect(Collectors.toSet());
        Map<String, Collection<Object>> columns = new LinkedHashMap<>();
        for (Input input : inputs) {
            String name = input.getInputExpression().getText().getTextContent();
            Set<Object> values = values(input.getInputExpression().getTypeRef(), cells.get(name));
            boolean aloneDecided = cells.get(name).stream()
                    .allMatch(cell ->
                            cell.isEmpty() || FEEL.namesInUnaryTests(cell).isEmpty());
            columns.put(
                    name, aloneDecided && !compared.contains(name) ? distinguished(values, cells.get(name)) : values);
        }
        return columns;
    }

    private static Set<Object> values(String type, List<String> cells) {
        Set<Object> values = new LinkedHashSet<>();
        values.add(null);
        for (String cell : cells) {
            switch (type) {
                case "boolean" -> values.addAll(List.of(true, false));
                case "string" -> {
                    values.add(UNKNOWN_TEXT);
                    TEXT.matcher(cell).results().forEach(text -> values.add(text.group(1)));
                }
                default -> numbers(type, cell, values);
            }
        }
        return values;
    }

    private static void numbers(String type, String cell, Set<Object> values) {
        values.add(number(type, BigDecimal.ZERO));
        BigDecimal step = type.equals("integer") ? BigDecimal.ONE : new BigDecimal("0.01");
        for (Matcher number = NUMBER.matcher(cell); number.find(); ) {
            BigDecimal boundary = new BigDecimal(number.group());
            values.add(number(type, boundary.subtract(step)));
            values.add(number(type, boundary));
            values.add(number(type, boundary.add(step)));
        }
    }

    private static Object number(String type, BigDecimal number) {
        return type.equals("integer") ? (Object) number.intValueExact() : number;
    }

    private static Collection<Object> distinguished(Set<Object> values, List<String> cells) {
        Map<List<Boolean>, Object> bySignature = new LinkedHashMap<>();
        for (Object value : values) {
            List<Boolean> signature = cells.stream()
                    .map(cell -> cell.isEmpty()
                            || FEEL.evaluateSimpleUnaryTests(
                                    cell,
                                    "cellInput",
                                    Variables.putValue("cellInput", value).asVariableContext()))
                    .toList();
            bySignature.putIfAbsent(signature, value);
        }
        return bySignature.values();
    }

    private static void everyInput(Map<String, Collection<Object>> columns, Consumer<Map<String, Object>> use) {
        everyInput(new ArrayList<>(columns.entrySet()), 0, new HashMap<>(), use);
    }

    private static void everyInput(
            List<Map.Entry<String, Collection<Object>>> columns,
            int column,
            Map<String, Object> inputs,
            Consumer<Map<String, Object>> use) {
        if (column == columns.size()) {
            use.accept(inputs);
            return;
        }
        for (Object value : columns.get(column).getValue()) {
            inputs.put(columns.get(column).getKey(), value);
            everyInput(columns, column + 1, inputs, use);
        }
    }
}
