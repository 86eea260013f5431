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

/** Asks decision tables, and keeps the answers that lead somewhere. */
@Component
public class Decisions {

    /** Decides by one version of one table. */
    public interface DecisionTable {

        /** What the table says; not kept until {@link Decisions#save}. */
        DecisionRecord decide(String customerId, Map<String, ?> facts, String cause);
    }

    private static final int PAGE = 5_000;
    private static final int PAGES_A_NIGHT = 40;

    private final DecisionTables tables;
    private final DecisionRepository repository;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    private final Period kept;

    Decisions(
            DecisionTables tables,
            DecisionRepository repository,
            BusinessClock clock,
            SequenceIds sequence,
            @Value("${perennial.decisions.kept:P2Y}") Period kept) {
        this.kept = kept;
        this.tables = tables;
        this.repository = repository;
        this.clock = clock;
        this.sequence = sequence;
    }

    /** What the latest version of a table says; not kept until {@link #save}. */
    public DecisionRecord decide(String table, String customerId, Map<String, ?> facts, String cause) {
        return table(table).decide(customerId, facts, cause);
    }

    /** The latest version of a table, to be asked about many customers, on other threads too. */
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

    /** The inputs a table asks for. */
    public List<String> inputs(String table) {
        return tables.inputs(table);
    }

    /** The inputs these tables ask for. */
    public Set<String> inputs(Collection<String> names) {
        return tables.inputs(names);
    }

    /** The outputs a table gives. */
    public List<String> outputs(String table) {
        return tables.outputs(table);
    }

    public void save(List<DecisionRecord> records) {
        repository.insert(records);
    }

    /** Removes the oldest of those kept longer than {@code perennial.decisions.kept}, a bounded number at a time; returns how many. */
    public int deleteExpired() {
        Instant before = clock.instant().atZone(clock.getZone()).minus(kept).toInstant();
        int removed = 0;
        for (int page = 0; page < PAGES_A_NIGHT; page++) {
            int some = repository.removeOldest(before, PAGE);
            removed += some;
            if (some < PAGE) {
                break;
            }
        }
        return removed;
    }
}
