package io.perennial.decision.strategy;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.model.ModelVocabularySource;
import io.perennial.platform.engine.model.TableDraft;
import io.perennial.platform.engine.model.TableModels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Compares a proposed table with the deployed one, and refuses what must not change. */
@Component
class TableComparison {

    private final TableModels tables;
    private final List<ModelVocabularySource> vocabularies;

    TableComparison(TableModels tables, List<ModelVocabularySource> vocabularies) {
        this.tables = tables;
        this.vocabularies = vocabularies;
    }

    /**
     * The differences, cell by cell; empty if both are the same.
     *
     * @param before null for a new table
     * @throws ApiException INVALID_DMN, with what is wrong
     */
    List<ChangedCell> changes(String decision, String before, String dmn) {
        TableDraft proposed = tables.read(decision, dmn);
        TableDraft today = before == null
                ? new TableDraft(proposed.hitPolicy(), List.of(), Set.of(), proposed.outputs(), List.of())
                : tables.read(decision, before);
        Set<String> unknown = new LinkedHashSet<>(proposed.facts());
        unknown.removeAll(today.facts());
        vocabularies.forEach(vocabulary -> unknown.removeAll(vocabulary.inputs()));
        if (!unknown.isEmpty()) {
            throw invalidTable("The table reads inputs that are not facts: " + String.join(", ", unknown) + ".");
        }
        if (!new HashSet<>(proposed.outputs()).equals(new HashSet<>(today.outputs()))) {
            throw invalidTable("The outputs must stay " + today.outputs()
                    + ", for the processes that use them; they are " + proposed.outputs() + ".");
        }
        if (today.hitPolicy().equals("COLLECT") != proposed.hitPolicy().equals("COLLECT")) {
            throw invalidTable(
                    "The hit policy is " + today.hitPolicy() + " and cannot become " + proposed.hitPolicy() + ".");
        }
        List<ChangedCell> changes = changes(today, proposed);
        if (!changes.isEmpty()) {
            tables.tryOut(dmn);
        }
        return changes;
    }

    private static List<ChangedCell> changes(TableDraft today, TableDraft proposed) {
        List<ChangedCell> changes = new ArrayList<>();
        if (!today.hitPolicy().equals(proposed.hitPolicy())) {
            changes.add(new ChangedCell("table", "hit policy", today.hitPolicy(), proposed.hitPolicy()));
        }
        Map<String, TableDraft.Row> before = today.byRule();
        Map<String, TableDraft.Row> after = proposed.byRule();
        Set<String> rules = new LinkedHashSet<>(before.keySet());
        rules.addAll(after.keySet());
        for (String rule : rules) {
            Map<String, String> was = cells(before.get(rule));
            Map<String, String> is = cells(after.get(rule));
            Set<String> columns = new LinkedHashSet<>(was.keySet());
            columns.addAll(is.keySet());
            columns.stream()
                    .filter(column -> !Objects.equals(was.get(column), is.get(column)))
                    .forEach(column -> changes.add(new ChangedCell(rule, column, was.get(column), is.get(column))));
        }
        List<String> keptBefore =
                before.keySet().stream().filter(after::containsKey).toList();
        List<String> keptAfter =
                after.keySet().stream().filter(before::containsKey).toList();
        if (!keptBefore.equals(keptAfter)) {
            changes.add(new ChangedCell(
                    "table", "order of rows", String.join(", ", keptBefore), String.join(", ", keptAfter)));
        }
        return changes;
    }

    private static Map<String, String> cells(TableDraft.Row row) {
        return row == null ? Map.of() : row.cells();
    }

    private static ApiException invalidTable(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "INVALID_DMN", message);
    }
}
