package io.perennial.decision;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.dmn.DecisionTables;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.time.Period;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Evaluates decision tables and records the decisions that lead to an effect or withhold one. */
@Component
public class Decisions {

    /** One version of one table; thread-safe. */
    public interface DecisionTable {

        /** Evaluates the table; {@link Decisions#save} records the result. */
        DecisionRecord decide(String customerId, Map<String, ?> facts, String cause);
    }

    private static final int PAGE = 5_000;
    private static final int MAX_PAGES = 40;

    private final DecisionTables tables;
    private final DecisionRepository repository;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    private final Period retention;

    Decisions(
            DecisionTables tables,
            DecisionRepository repository,
            BusinessClock clock,
            SequenceIds sequence,
            @Value("${perennial.decisions.kept:P2Y}") Period retention) {
        this.retention = retention;
        this.tables = tables;
        this.repository = repository;
        this.clock = clock;
        this.sequence = sequence;
    }

    /** Evaluates the latest version of a table; {@link #save} records the result. */
    public DecisionRecord decide(String table, String customerId, Map<String, ?> facts, String cause) {
        return table(table).decide(customerId, facts, cause);
    }

    /** Latest version of a table, for many customers and for use on other threads. */
    public DecisionTable table(String table) {
        DecisionTables.DecisionTable latest = tables.table(table);
        Instant now = clock.instant();
        return (customerId, facts, cause) -> {
            DecisionTables.Outcome outcome = latest.evaluate(facts);
            Map<String, Object> inputs = new LinkedHashMap<>();
            latest.inputs().forEach(input -> inputs.put(input, facts.get(input)));
            return new DecisionRecord(
                    sequence.next(),
                    customerId,
                    now,
                    outcome.decision(),
                    outcome.version(),
                    outcome.rules(),
                    inputs,
                    outcome.outputs(),
                    cause);
        };
    }

    /** Inputs of a table. */
    public List<String> inputs(String table) {
        return tables.inputs(table);
    }

    /** Inputs of these tables. */
    public Set<String> inputs(Collection<String> names) {
        return tables.inputs(names);
    }

    /** Outputs of a table. */
    public List<String> outputs(String table) {
        return tables.outputs(table);
    }

    public void save(List<DecisionRecord> records) {
        repository.insert(records);
    }

    /** Deletes records older than {@code perennial.decisions.kept}, a bounded number per call; returns their number. */
    public int deleteExpired() {
        Instant before =
                clock.instant().atZone(clock.getZone()).minus(retention).toInstant();
        int removed = 0;
        for (int page = 0; page < MAX_PAGES; page++) {
            int some = repository.deleteOldest(before, PAGE);
            removed += some;
            if (some < PAGE) {
                break;
            }
        }
        return removed;
    }
}
