package io.perennial.platform.engine.dmn;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.dmn.DecisionEvaluator.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.util.function.SingletonSupplier;

/**
 * Evaluates deployed decision tables in memory, always the latest version. It is looked up once per transaction: a deployment
 * applies on every node from the next transaction on, and a transaction uses one version.
 */
@Component
public class DecisionTables {

    /**
     * Result of a decision table.
     *
     * @param decision the table's id
     * @param version  evaluated version
     * @param rules    ids of the matching rules, in table order
     * @param outputs  outputs by name for each matching rule; a single map when the table aggregates
     */
    public record Outcome(String decision, int version, List<String> rules, List<Map<String, Object>> outputs) {}

    /** A decision table in one version. */
    public interface DecisionTable {

        /**
         * Evaluates the table; missing facts are null, unknown ones are ignored.
         *
         * @throws DecisionFailedException when it cannot be evaluated for these facts
         */
        Outcome evaluate(Map<String, ?> facts);

        /** Names of the facts it uses, in column order. */
        List<String> inputs();
    }

    private record Version(String definitionId, String decision, int number) {}

    private static final Logger LOG = LoggerFactory.getLogger(DecisionTables.class);
    private static final int MAX_TABLES = 200;
    private static final String LATEST = """
            select KEY_, ID_, VERSION_ from ACT_RE_DECISION_DEF
            where TENANT_ID_ is null and (KEY_, VERSION_) in (
              select KEY_, max(VERSION_) from ACT_RE_DECISION_DEF
              where KEY_ in (:keys) and TENANT_ID_ is null group by KEY_)""";

    // Resolved lazily: parts of the engine may themselves use decisions.
    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final Supplier<JdbcClient> jdbc;
    private final DecisionEvaluator evaluator;
    private final ConcurrentLruCache<Version, Table> tables = new ConcurrentLruCache<>(MAX_TABLES, this::read);

    private final Set<String> usedTables = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    DecisionTables(ObjectProvider<ProcessEngineConfigurationImpl> engine, BusinessClock clock) {
        this.engine = engine;
        this.evaluator = new DecisionEvaluator(clock);
        this.jdbc =
                SingletonSupplier.of(() -> JdbcClient.create(engine.getObject().getDataSource()));
    }

    /**
     * Evaluates the latest version of a table.
     *
     * @param facts input values; missing ones are null, unknown ones are ignored
     * @throws IllegalArgumentException when no such table is deployed
     */
    public Outcome evaluate(String decision, Map<String, ?> facts) {
        return table(decision).evaluate(facts);
    }

    /**
     * The latest version of a table for this transaction; thread-safe.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public DecisionTable table(String decision) {
        Table table = latest(decision);
        return TransactionVersions.current(this).tables.computeIfAbsent(decision, name -> new Memoized(table));
    }

    /** Memoises outcomes by inputs, since many customers have equal inputs. */
    private final class Memoized implements DecisionTable {

        private static final int MAX_OUTCOMES = 10_000;
        private static final Object MISSING = new Object();

        private final Table table;
        private final Map<List<Object>, Outcome> outcomes = new ConcurrentHashMap<>();

        Memoized(Table table) {
            this.table = table;
        }

        @Override
        public Outcome evaluate(Map<String, ?> facts) {
            List<Object> inputs = new ArrayList<>(table.inputs().size());
            for (String input : table.inputs()) {
                inputs.add(facts.containsKey(input) ? facts.get(input) : MISSING);
            }
            Outcome known = outcomes.get(inputs);
            if (known != null) {
                return known;
            }
            Outcome outcome = outcome(facts);
            if (outcomes.size() < MAX_OUTCOMES) {
                outcomes.put(inputs, outcome);
            }
            return outcome;
        }

        private Outcome outcome(Map<String, ?> facts) {
            try {
                return evaluator.evaluate(table, facts);
            } catch (DmnEngineException | FeelException e) {
                DecisionFailedException failed =
                        new DecisionFailedException(table.decision().getKey(), table.version(), e);
                if (failing.add(table.decision().getKey() + ":" + table.version())) {
                    LOG.error("{}. It is not logged again for this version.", failed.getMessage(), failed);
                }
                throw failed;
            }
        }

        @Override
        public List<String> inputs() {
            return table.inputs();
        }
    }

    /**
     * Names of the facts that the table uses, in column order.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public List<String> inputs(String decision) {
        return latest(decision).inputs();
    }

    /**
     * Names of the facts that these tables use.
     *
     * @throws IllegalArgumentException when one of them is not deployed
     */
    public Set<String> inputs(Collection<String> decisions) {
        return latest(decisions).stream()
                .flatMap(table -> table.inputs().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Names of the output columns, in table order.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public List<String> outputs(String decision) {
        return latest(decision).outputs();
    }

    private Table latest(String decision) {
        return latest(Set.of(decision)).get(0);
    }

    private List<Table> latest(Collection<String> decisions) {
        Map<String, Version> known = TransactionVersions.current(this).versions;
        if (!known.keySet().containsAll(decisions)) {
            // Loads the versions of all tables used so far in one query.
            Set<String> unknown = new LinkedHashSet<>(usedTables);
            unknown.addAll(decisions);
            unknown.removeAll(known.keySet());
            lookUp(unknown).forEach(version -> known.put(version.decision, version));
            usedTables.addAll(known.keySet());
        }
        return decisions.stream()
                .map(decision -> tables.get(found(known, decision)))
                .toList();
    }

    private static Version found(Map<String, Version> known, String decision) {
        if (!known.containsKey(decision)) {
            throw new IllegalArgumentException("No decision \"" + decision + "\" is deployed");
        }
        return known.get(decision);
    }

    private List<Version> lookUp(Collection<String> decisions) {
        return jdbc.get()
                .sql(LATEST)
                .param("keys", decisions)
                .query((row, n) -> new Version(row.getString("ID_"), row.getString("KEY_"), row.getInt("VERSION_")))
                .list();
    }

    private Table read(Version version) {
        try (InputStream model = modelOf(version)) {
            return evaluator.parse(version.decision, version.number, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a model without authorisation: decisions do not depend on the current user's permissions. */
    private InputStream modelOf(Version version) {
        ProcessEngineConfigurationImpl configuration = engine.getObject();
        return configuration
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(
                        () -> configuration.getRepositoryService().getDecisionModel(version.definitionId)));
    }

    /** Table versions used by one transaction; unbound while that is suspended. */
    private static final class TransactionVersions implements TransactionSynchronization {

        private final Object owner;
        private final Map<String, Version> versions = new HashMap<>();
        private final Map<String, DecisionTable> tables = new HashMap<>();

        private TransactionVersions(Object owner) {
            this.owner = owner;
        }

        static TransactionVersions current(Object owner) {
            if (!TransactionSynchronizationManager.isSynchronizationActive()) {
                return new TransactionVersions(owner);
            }
            TransactionVersions bound = (TransactionVersions) TransactionSynchronizationManager.getResource(owner);
            if (bound == null) {
                bound = new TransactionVersions(owner);
                TransactionSynchronizationManager.bindResource(owner, bound);
                TransactionSynchronizationManager.registerSynchronization(bound);
            }
            return bound;
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(owner);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(owner, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(owner);
        }
    }
}
