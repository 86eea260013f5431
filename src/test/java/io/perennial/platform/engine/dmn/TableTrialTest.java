package io.perennial.platform.engine.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.platform.engine.dmn.DecisionTables.Outcome;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of one column, of each type, over facts of each kind. */
class TableTrialTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final Map<String, Object> SAMPLES = Map.of(
            "lastLoginAt",
            Instant.parse("2026-01-31T16:30:00Z"),
            "orderCount",
            7,
            "spend30d",
            new BigDecimal("1234.56"),
            "creditGrade",
            "A+",
            "frozen",
            false,
            "tags",
            List.of("need:childcare"));
    private static final Map<String, RequiredOutputs> ANSWERS =
            Map.of("trial", new RequiredOutputs(true, Map.of("out", RequiredOutputs.COUNT)));

    private final DecisionEvaluator evaluator = new DecisionEvaluator(CLOCK);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lastLoginAt | date    | < date("2026-02-02")
            lastLoginAt | date    | < date and time("2026-02-01T00:30:01")
            lastLoginAt | date    | < date and time("2026-01-31T16:30:01Z")
            lastLoginAt | date    | date("2026-02-01")
            lastLoginAt | date    | < today() - duration("P7D")
            lastLoginAt |         | < date("2026-02-02")
            lastLoginAt |         | < date and time("2026-02-01T00:30:01")
            lastLoginAt |         | < now() - duration("P7D")
            lastLoginAt | dateTime | < date and time("2026-01-31T16:30:01Z")
            date(lastLoginAt) | date | date("2026-02-01")
            lastLoginAt < now() | boolean | true
            orderCount  | integer | >= 7
            orderCount  | long    | >= 7
            orderCount  | double  | >= 7
            orderCount  |         | [1..7]
            spend30d    | double  | > 1234.5
            spend30d    |         | > 1234.5
            creditGrade | string  | "A+", "A"
            creditGrade |         | not("C")
            frozen      | boolean | false
            tags        |         | list contains(?, "need:childcare")
            """)
    void validCellIsAcceptedAndMatches(String input, String type, String cell) {
        String table = table(input, type, cell, "7");

        assertThat(problems(table)).isEmpty();
        assertThat(evaluator.evaluate(parsed(table), SAMPLES).rules()).containsExactly("Row_1");
        Map<String, Object> nothing = new HashMap<>();
        SAMPLES.keySet().forEach(fact -> nothing.put(fact, null));
        assertThat(evaluator.evaluate(parsed(table), nothing).outputs()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lastLoginAt | integer | > 7
            lastLoginAt |         | > 7
            lastLoginAt | double  | > 7
            lastLoginAt | date    | "2026-02-01"
            lastLoginAt | boolean | true
            orderCount  | date    | > date("2026-02-01")
            orderCount  |         | > date("2026-02-01")
            orderCount  |         | "seven"
            spend30d    | integer | > 7
            spend30d    | date    | > 7
            creditGrade | integer | > 7
            creditGrade |         | > 7
            creditGrade | date    | -
            tags        | integer | > 7
            tags        |         | starts with(?, "need")
            orderCount  |         | assert(?, ? > 100) > 7
            orderCount  |         | nosuchfunction(?)
            """)
    void failingCellIsRefusedWithRowOrColumnAndReason(String input, String type, String cell) {
        assertThat(problems(table(input, type, cell, "7")))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem)
                        .contains("trial")
                        .containsAnyOf("Row_1", "column \"In\"")
                        .contains("fails: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"seven\"", "0", "-1", "7.5", "null", "orderCount - 7", "date(\"2026-01-01\")", "now()"})
    void unusableOutputIsRefused(String output) {
        assertThat(problems(table("orderCount", "integer", "> 100", output)))
                .anySatisfy(problem -> assertThat(problem).contains("Row_1", "out", "a whole number above 0"));
        assertThat(problems(table("orderCount", "integer", "> 100", output).replace("id=\"trial\"", "id=\"other\"")))
                .isEmpty();
    }

    @Test
    void requiredResultNeedsAMatchingRow() {
        String table =
                table("orderCount", "integer", "> 100", "7").replaceFirst("(?s)<rule id=\"Row_2\">.*?</rule>", "");

        assertThat(problems(table)).anySatisfy(problem -> assertThat(problem).contains("no row matches"));
    }

    @Test
    void twoMatchingRowsOfAUniqueTableAreFound() {
        String table = table("orderCount", "integer", "> 1", "7").replace("FIRST", "UNIQUE");

        assertThat(problems(table)).anySatisfy(problem -> assertThat(problem).contains("trial fails with"));
    }

    @Test
    void literalExpressionsAreCheckedToo() {
        String literal = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="t">
              <decision id="trial" name="trial" camunda:historyTimeToLive="P1D">
                <variable id="v" name="v" typeRef="integer" />
                <literalExpression id="l"><text>%s</text></literalExpression>
              </decision>
            </definitions>""";

        assertThat(problems(literal.formatted("orderCount + 1"))).isEmpty();
        assertThat(problems(literal.formatted("lastLoginAt + 1")))
                .singleElement()
                .asString()
                .contains("trial", "fails: ");
    }

    @Test
    void integersMayBeLargerThanAnInt() {
        String table = table("orderCount", "integer", "> 3000000000", "7");

        Outcome outcome = evaluator.evaluate(parsed(table), Map.of("orderCount", 3_000_000_001L));

        assertThat(outcome.rules()).containsExactly("Row_1");
    }

    private Collection<String> problems(String table) {
        return evaluator.problems(stream(table), SAMPLES, ANSWERS);
    }

    private DecisionEvaluator.Table parsed(String table) {
        return evaluator.parse("trial", 1, stream(table));
    }

    private static ByteArrayInputStream stream(String table) {
        return new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8));
    }

    private static String table(String input, String type, String cell, String output) {
        return """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="t">
              <decision id="trial" name="trial" camunda:historyTimeToLive="P1D">
                <decisionTable id="table" hitPolicy="FIRST">
                  <input id="in" label="In"><inputExpression id="e"%s><text>%s</text></inputExpression></input>
                  <output id="o" name="out" />
                  <rule id="Row_1"><inputEntry id="i1"><text>%s</text></inputEntry><outputEntry id="o1"><text>%s</text></outputEntry></rule>
                  <rule id="Row_2"><inputEntry id="i2"><text></text></inputEntry><outputEntry id="o2"><text>1</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>""".formatted(
                        type == null ? "" : " typeRef=\"" + type + "\"",
                        input.replace("<", "&lt;"),
                        cell.replace("<", "&lt;"),
                        output);
    }
}
