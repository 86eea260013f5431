package io.perennial.platform.engine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A decision table as written by its author.
 *
 * @param hitPolicy such as FIRST or COLLECT
 * @param inputs    the input columns' expressions, in the table's order
 * @param facts     names used in any cell
 * @param outputs   the output columns' names, in the table's order
 * @param rows      the rows, in the table's order
 */
public record TableDraft(
        String hitPolicy, List<String> inputs, Set<String> facts, List<String> outputs, List<Row> rows) {

    /** One row: cell texts by column. */
    public record Row(String rule, Map<String, String> cells) {

        /** Normalised text of a cell; an empty input cell matches everything. */
        static String cell(String text) {
            return text == null || text.isBlank() ? "-" : text.strip();
        }
    }

    /** Rows by rule id. */
    public Map<String, Row> byRule() {
        Map<String, Row> byRule = new LinkedHashMap<>();
        rows.forEach(row -> byRule.put(row.rule(), row));
        return byRule;
    }
}
