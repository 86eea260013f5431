package io.perennial.strategy;

import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import io.perennial.engine.Processes;
import io.perennial.engine.TableDraft;
import io.perennial.engine.TableModels;
import io.perennial.engine.Vocabulary;
import io.perennial.strategy.StrategyChange.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes of decision tables. Whoever proposes one, by whichever way, it is checked at once against the version in force; it
 * is put in force only when somebody else approved it and that version is still the latest; and it can be taken back.
 */
@Service
public class StrategyChanges {

    private static final String PROCESS = "strategy-change";
    private static final int LONGEST_REASON = 500;
    private static final int LARGEST_TABLE = 500_000;

    private final StrategyChangeRepository repository;
    private final TableModels tables;
    private final Processes processes;
    private final BusinessClock clock;
    private final List<Vocabulary> vocabularies;
    private final ThreadLocal<String> proposer = new ThreadLocal<>();

    StrategyChanges(
            StrategyChangeRepository repository,
            TableModels tables,
            Processes processes,
            BusinessClock clock,
            List<Vocabulary> vocabularies) {
        this.repository = repository;
        this.tables = tables;
        this.processes = processes;
        this.clock = clock;
        this.vocabularies = vocabularies;
    }

    /**
     * Proposes a change, which then waits for somebody else.
     *
     * @param by       the user, or the part of the house, that proposes it
     * @param decision the table's id
     * @param dmn      the whole model as it should be
     * @throws Refused UNKNOWN_DECISION, INVALID_DMN, NO_CHANGE or INVALID, with what is wrong
     */
    @Transactional
    public StrategyChange propose(String by, String decision, String dmn, String reason) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("decision", decision);
        variables.put("dmn", dmn);
        variables.put("reason", reason);
        proposer.set(by);
        try {
            return get(processes.begin(PROCESS, variables));
        } finally {
            proposer.remove();
        }
    }

    /** Records what a process instance that has just begun proposes; the user counts where nobody else is named. */
    @Transactional(propagation = Propagation.MANDATORY)
    public StrategyChange record(String changeId, String user, String decision, String dmn, String reason) {
        String by = proposer.get() == null ? user : proposer.get();
        if (by == null) {
            throw Refused.invalid("A change of strategy is proposed by somebody.");
        }
        String why = reason == null || reason.isBlank() ? "none given" : reason.strip();
        if (why.length() > LONGEST_REASON) {
            throw Refused.invalid("The reason must not be longer than " + LONGEST_REASON + " characters.");
        }
        if (decision == null || decision.isBlank()) {
            throw Refused.invalid("decision is missing: the id of the table to change.");
        }
        int base = tables.latest(decision)
                .orElseThrow(() -> new Refused(
                        HttpStatus.NOT_FOUND, "UNKNOWN_DECISION", "There is no decision table " + decision + "."));
        if (dmn == null || dmn.isBlank()) {
            throw Refused.invalid("dmn is missing: the whole table as it should be.");
        }
        if (dmn.length() > LARGEST_TABLE) {
            throw Refused.invalid("The table is larger than " + LARGEST_TABLE + " characters.");
        }
        List<ChangedCell> changes = compare(decision, tables.read(decision, tables.model(decision, base)), dmn);
        StrategyChange change = new StrategyChange(
                changeId,
                decision,
                base,
                State.PROPOSED,
                by,
                clock.instant(),
                why,
                changes,
                null,
                null,
                null,
                null,
                dmn);
        repository.insert(change);
        return change;
    }

    private List<ChangedCell> compare(String decision, TableDraft today, String dmn) {
        TableDraft proposed = tables.read(decision, dmn);
        Set<String> unknown = new LinkedHashSet<>(proposed.facts());
        unknown.removeAll(today.facts());
        vocabularies.forEach(vocabulary -> unknown.removeAll(vocabulary.words()));
        if (!unknown.isEmpty()) {
            throw invalidTable("The table reads what is no fact: " + String.join(", ", unknown) + ".");
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
        if (changes.isEmpty()) {
            throw new Refused(HttpStatus.BAD_REQUEST, "NO_CHANGE", "The table says the same as the one in force.");
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

    /**
     * Records what somebody decided.
     *
     * @throws Refused FOUR_EYES when they proposed the change themselves
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void decide(String changeId, String user, boolean approved, String note) {
        repository.lock(changeId);
        StrategyChange change = get(changeId);
        if (user == null || user.equals(change.proposedBy())) {
            throw new Refused(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    "Who proposed a change may not decide it; a colleague must look at it. 提出人不得审批，请由同事处理。");
        }
        repository.move(changeId, clock.instant(), approved ? State.APPROVED : State.REJECTED, null, note, user);
    }

    /** Nobody decided the change in time. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void expire(String changeId) {
        repository.lock(changeId);
        if (get(changeId).state() == State.PROPOSED) {
            repository.move(changeId, clock.instant(), State.EXPIRED, null, null, null);
        }
    }

    /** Puts an approved change in force as a new version, unless another change came first; tells whether it is in force. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean putInForce(String changeId) {
        tables.lock();
        StrategyChange change = get(changeId);
        if (change.state() != State.APPROVED) {
            throw new IllegalStateException(
                    "The change of " + change.decision() + " is " + change.state() + ": nobody approved it");
        }
        boolean current = tables.latest(change.decision()).orElseThrow() == change.baseVersion();
        Integer version = current ? tables.deploy(change.decision(), change.dmn()) : null;
        repository.move(changeId, clock.instant(), current ? State.IN_FORCE : State.OVERTAKEN, version, null, null);
        return current;
    }

    /**
     * Takes a change back: what was in force before it is in force again, as a new version.
     *
     * @throws Refused UNKNOWN_CHANGE, NOT_IN_FORCE, or SUPERSEDED when another version came after it
     */
    @Transactional
    public StrategyChange reverse(String changeId, String user) {
        tables.lock();
        StrategyChange change = get(changeId);
        if (change.state() != State.IN_FORCE) {
            throw new Refused(
                    HttpStatus.CONFLICT, "NOT_IN_FORCE", "The change is " + change.state() + ", not in force.");
        }
        int latest = tables.latest(change.decision()).orElseThrow();
        if (latest != change.version()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "SUPERSEDED",
                    "Version " + latest + " came after it; propose a change of that one.");
        }
        int version = tables.deploy(change.decision(), tables.model(change.decision(), change.baseVersion()));
        repository.move(changeId, clock.instant(), State.REVERSED, version, null, user);
        return get(changeId);
    }

    /** Who proposed the change; empty where there is no such change. */
    @Transactional(readOnly = true)
    public Optional<String> proposedBy(String changeId) {
        return repository.one(changeId).map(StrategyChange::proposedBy);
    }

    /** The change and its proposed model. */
    @Transactional(readOnly = true)
    public StrategyChange get(String changeId) {
        return repository
                .one(changeId)
                .orElseThrow(() -> new Refused(
                        HttpStatus.NOT_FOUND, "UNKNOWN_CHANGE", "There is no strategy change " + changeId + "."));
    }

    /** The newest changes, of one table or of all. */
    @Transactional(readOnly = true)
    public List<StrategyChange> newest(String decision, int limit) {
        return repository.newest(decision, limit);
    }

    private static Refused invalidTable(String message) {
        return new Refused(HttpStatus.BAD_REQUEST, "INVALID_DMN", message);
    }
}
