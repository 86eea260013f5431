package io.perennial.decision.strategy;

import io.perennial.decision.strategy.ModelChanges.ModelFile;
import io.perennial.decision.strategy.StrategyChange.State;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.model.ApprovedModels;
import io.perennial.platform.engine.model.TableModels;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes of decision tables and other models by two people. A proposal is checked at once against the deployed version; it is
 * deployed only after another user approved it and if no other version was deployed in between; it can be reversed. While it is
 * in force, one person alone cannot deploy a file that reverses it; once another version is deployed it is SUPERSEDED.
 */
@Service
public class StrategyChanges implements ApprovedModels {

    private static final String PROCESS = "strategy-change";
    private static final int LONGEST_REASON = 500;
    private static final int LARGEST_TABLE = 500_000;

    private final StrategyChangeRepository repository;
    private final TableModels tables;
    private final ProcessRuntime processes;
    private final BusinessClock clock;
    private final TableComparison comparison;
    private final ModelChanges modelChanges;
    private final ThreadLocal<Proposal> proposal = new ThreadLocal<>();

    /**
     * A proposal, besides the variables of the process that starts.
     *
     * @param files the models; null where it is about a table
     */
    private record Proposal(String by, Map<String, String> files) {}

    StrategyChanges(
            StrategyChangeRepository repository,
            TableModels tables,
            ProcessRuntime processes,
            BusinessClock clock,
            TableComparison comparison,
            ModelChanges modelChanges) {
        this.repository = repository;
        this.tables = tables;
        this.processes = processes;
        this.clock = clock;
        this.comparison = comparison;
        this.modelChanges = modelChanges;
    }

    /**
     * Proposes a change, which then waits for somebody else.
     *
     * @param by       the user or component that proposes it
     * @param decision the table's id
     * @param dmn      the whole model as it should be
     * @throws ApiException UNKNOWN_DECISION, INVALID_DMN, NO_CHANGE or INVALID, with what is wrong
     */
    @Transactional
    public StrategyChange propose(String by, String decision, String dmn, String reason) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("decision", decision);
        variables.put("dmn", dmn);
        variables.put("reason", reason);
        return propose(new Proposal(by, null), variables);
    }

    /**
     * Proposes models, which then wait together for somebody else.
     *
     * @param files the whole models as they should be, by file name
     * @throws ApiException INVALID, INVALID_MODEL, INVALID_DMN or NO_CHANGE, with what is wrong
     */
    @Transactional
    public StrategyChange propose(String by, Map<String, String> files, String reason) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("reason", reason);
        return propose(new Proposal(by, files == null ? Map.of() : files), variables);
    }

    private StrategyChange propose(Proposal proposed, Map<String, Object> variables) {
        proposal.set(proposed);
        try {
            return get(processes.startWithoutCustomer(PROCESS, variables));
        } finally {
            proposal.remove();
        }
    }

    /** Records the proposal of a process instance that has just started; proposed by the current user if nobody is named. */
    @Transactional(propagation = Propagation.MANDATORY)
    public StrategyChange record(String changeId, String user, String decision, String dmn, String reason) {
        Proposal proposed = proposal.get();
        String by = proposed == null ? user : proposed.by();
        if (by == null) {
            throw ApiException.invalid("A change of strategy is proposed by somebody.");
        }
        String why = reason == null || reason.isBlank() ? "none given" : reason.strip();
        if (why.length() > LONGEST_REASON) {
            throw ApiException.invalid("The reason must not be longer than " + LONGEST_REASON + " characters.");
        }
        if (proposed != null && proposed.files() != null) {
            return recordModels(changeId, by, proposed.files(), why);
        }
        if (decision == null || decision.isBlank()) {
            throw ApiException.invalid("decision is missing: the id of the table to change.");
        }
        int base = tables.latest(decision)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_DECISION", "There is no decision table " + decision + "."));
        if (dmn == null || dmn.isBlank()) {
            throw ApiException.invalid("dmn is missing: the whole table as it should be.");
        }
        if (dmn.length() > LARGEST_TABLE) {
            throw ApiException.invalid("The table is larger than " + LARGEST_TABLE + " characters.");
        }
        List<ChangedCell> changes = comparison.changes(decision, tables.model(decision, base), dmn);
        if (changes.isEmpty()) {
            throw new ApiException(HttpStatus.BAD_REQUEST, "NO_CHANGE", "The table is the same as the deployed one.");
        }
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
                dmn,
                null);
        repository.insert(change);
        return change;
    }

    private StrategyChange recordModels(String changeId, String by, Map<String, String> files, String why) {
        List<ModelFile> models = modelChanges.propose(files);
        StrategyChange change = new StrategyChange(
                changeId,
                ModelChanges.name(models),
                0,
                State.PROPOSED,
                by,
                clock.instant(),
                why,
                modelChanges.changes(models),
                null,
                null,
                null,
                null,
                null,
                files);
        repository.insert(change);
        repository.insert(changeId, models);
        return change;
    }

    /**
     * Records an approval or rejection.
     *
     * @throws ApiException FOUR_EYES when the user proposed the change
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void decide(String changeId, String user, boolean approved, String note) {
        repository.lock(changeId);
        StrategyChange change = stored(changeId);
        if (user == null || user.equals(change.proposedBy())) {
            throw new ApiException(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    "The proposer of a change may not decide; a colleague must take the decision. 提出人不得审批，请由同事处理。");
        }
        repository.move(changeId, clock.instant(), approved ? State.APPROVED : State.REJECTED, null, note, user);
    }

    /** Records that the change expired without a decision. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void expire(String changeId) {
        repository.lock(changeId);
        if (stored(changeId).state() == State.PROPOSED) {
            repository.move(changeId, clock.instant(), State.EXPIRED, null, null, null);
        }
    }

    /** Deploys an approved change as a new version, unless another change was deployed first; returns whether it is in force. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean deploy(String changeId) {
        tables.lock();
        StrategyChange change = stored(changeId);
        if (change.state() != State.APPROVED) {
            throw new IllegalStateException(
                    "The change of " + change.decision() + " is " + change.state() + ": nobody approved it");
        }
        List<ModelFile> models = repository.models(changeId);
        boolean current = models.isEmpty()
                ? tables.latest(change.decision()).orElseThrow() == change.baseVersion()
                : modelChanges.arePreviousDeployed(models);
        Integer version = null;
        if (current && models.isEmpty()) {
            version = tables.deploy(change.decision(), change.dmn());
        } else if (current) {
            modelChanges.deploy(models);
        }
        repository.move(changeId, clock.instant(), current ? State.IN_FORCE : State.OVERTAKEN, version, null, null);
        return current;
    }

    /**
     * Reverses a change: the previous version is deployed again as a new version; a process that was new is suspended for new
     * starts.
     *
     * @throws ApiException UNKNOWN_CHANGE, NOT_IN_FORCE, or SUPERSEDED when another version came after it
     */
    @Transactional
    public StrategyChange reverse(String changeId, String user) {
        tables.lock();
        StrategyChange change = stored(changeId);
        if (change.state() != State.IN_FORCE) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "NOT_IN_FORCE", "The change is " + change.state() + ", not in force.");
        }
        List<ModelFile> models = repository.models(changeId);
        Integer version = models.isEmpty() ? Integer.valueOf(tableBefore(change)) : modelsBefore(models);
        repository.move(changeId, clock.instant(), State.REVERSED, version, null, user);
        return get(changeId);
    }

    private int tableBefore(StrategyChange change) {
        int latest = tables.latest(change.decision()).orElseThrow();
        if (latest != change.version()) {
            throw superseded("Version " + latest);
        }
        return tables.deploy(change.decision(), tables.model(change.decision(), change.baseVersion()));
    }

    private Integer modelsBefore(List<ModelFile> models) {
        if (!modelChanges.areDeployed(models)) {
            throw superseded("Another version of " + ModelChanges.name(models));
        }
        modelChanges.takeBack(models);
        return null;
    }

    private static ApiException superseded(String what) {
        return new ApiException(
                HttpStatus.CONFLICT, "SUPERSEDED", what + " came after it; propose a change of that one.");
    }

    /** Who proposed the change; empty where there is no such change. */
    @Transactional(readOnly = true)
    public Optional<String> proposedBy(String changeId) {
        return repository.one(changeId).map(StrategyChange::proposedBy);
    }

    /** The change and its proposed model. */
    @Transactional(readOnly = true)
    public StrategyChange get(String changeId) {
        return asItIs(stored(changeId));
    }

    private StrategyChange stored(String changeId) {
        return repository
                .one(changeId)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.NOT_FOUND, "UNKNOWN_CHANGE", "There is no strategy change " + changeId + "."));
    }

    /** The newest changes, of one table or of all. */
    @Transactional(readOnly = true)
    public List<StrategyChange> newest(String decision, int limit) {
        return repository.newest(decision, limit).stream().map(this::asItIs).toList();
    }

    /** Compares with the deployed models, since another version may have been deployed in any way. */
    private StrategyChange asItIs(StrategyChange change) {
        return change.state() == State.IN_FORCE && !isDeployed(change) ? change.withState(State.SUPERSEDED) : change;
    }

    private boolean isDeployed(StrategyChange change) {
        List<ModelFile> models = repository.models(change.changeId());
        if (!models.isEmpty()) {
            return modelChanges.areDeployed(models);
        }
        OptionalInt latest = tables.latest(change.decision());
        return latest.isPresent()
                && latest.getAsInt() == change.version()
                && tables.model(change.decision(), latest.getAsInt())
                        .equals(stored(change.changeId()).dmn());
    }

    /**
     * For installations where one person may deploy models.
     *
     * @throws ApiException APPROVED_CHANGE when one of the files would reverse a change approved by two people
     */
    @Transactional(readOnly = true)
    public void rejectReversals(Map<String, String> files) {
        files.forEach((file, content) -> conflict(file, content).ifPresent(objection -> {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "APPROVED_CHANGE",
                    file + ": " + objection + " Take it over into the file, or propose the file as a strategy-change.");
        }));
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<String> conflict(String file, String content) {
        List<StrategyChange> approved = repository.findDeployed(file);
        if (approved.isEmpty()) {
            return Optional.empty();
        }
        List<ChangedCell> changes;
        try {
            changes = modelChanges.against(file, content);
        } catch (ApiException incomparable) {
            return Optional.of("It cannot be compared with the approved change "
                    + approved.get(0).changeId() + ", which is in force: " + incomparable.getMessage());
        }
        for (ChangedCell change : changes) {
            for (StrategyChange one : approved) {
                if (one.changes().stream().anyMatch(cell -> takesBack(change, cell))) {
                    return Optional.of(
                            "It would reverse the approved change %s, which is in force: %s would be %s again, not %s."
                                    .formatted(
                                            one.changeId(),
                                            change.rule() + " " + change.column(),
                                            change.after(),
                                            change.before()));
                }
            }
        }
        return Optional.empty();
    }

    /** Changes of tables name row and column, changes of files the file, and in it the row and column. */
    private static boolean takesBack(ChangedCell change, ChangedCell approved) {
        String where = change.rule() + " " + change.column();
        return (where.equals(approved.rule() + " " + approved.column()) || where.equals(approved.column()))
                && Objects.equals(change.before(), approved.after())
                && Objects.equals(change.after(), approved.before());
    }
}
