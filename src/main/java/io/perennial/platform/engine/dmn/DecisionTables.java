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
 * The deployed decision tables, asked in memory: always the latest version, which is looked up once a transaction, so that a
 * deployment counts on every node from the next transaction on and a transaction decides by one version.
 */
@Component
public class DecisionTables {

    /**
     * What a table answered.
     *
     * @param decision the table's id
     * @param version  the version that was asked
     * @param rules    ids of the rules that hold, in the table's order
     * @param outputs  one map from output name to value per rule that holds; one in all when the table aggregates
     */
    public record Outcome(String decision, int version, List<String> rules, List<Map<String, Object>> outputs) {}

    /** A table in one version. */
    public interface DecisionTable {

        /**
         * Asks it; facts that are missing are null to it, those it does not know are ignored.
         *
         * @throws DecisionFailedException when it cannot be evaluated for these facts
         */
        Outcome evaluate(Map<String, ?> facts);

        /** Names of the facts it may read, in the order of its columns. */
        List<String> inputs();
    }

    private record Version(String definitionId, String decision, int number) {}

    private static final Logger LOG = LoggerFactory.getLogger(DecisionTables.class);
    private static final int TABLES_KEPT = 200;
    private static final String LATEST = """
            select KEY_, ID_, VERSION_ from ACT_RE_DECISION_DEF
            where TENANT_ID_ is null and (KEY_, VERSION_) in (
              select KEY_, max(VERSION_) from ACT_RE_DECISION_DEF
              where KEY_ in (:keys) and TENANT_ID_ is null group by KEY_)""";

    // Asked for late: what the engine is built with may itself ask decisions.
    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final Supplier<JdbcClient> jdbc;
    private final DecisionEvaluator evaluator;
    private final ConcurrentLruCache<Version, Table> tables = new ConcurrentLruCache<>(TABLES_KEPT, this::read);

    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    DecisionTables(ObjectProvider<ProcessEngineConfigurationImpl> engine, BusinessClock clock) {
        this.engine = engine;
        this.evaluator = new DecisionEvaluator(clock);
        this.jdbc =
                SingletonSupplier.of(() -> JdbcClient.create(engine.getObject().getDataSource()));
    }

    /**
     * Asks the latest version of a table.
     *
     * @param facts the values of its inputs; those missing are null to it, those it does not know are ignored
     * @throws IllegalArgumentException when no such table is deployed
     */
    public Outcome evaluate(String decision, Map<String, ?> facts) {
        return table(decision).evaluate(facts);
    }

    /**
     * The latest version of a table, which this transaction goes by; the answer may be asked on other threads too.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public DecisionTable table(String decision) {
        Table table = latest(decision);
        return LookedUp.inThisTransaction(this).tables.computeIfAbsent(decision, name -> new Remembering(table));
    }

    /** Of many customers, many are alike to a table: what it said to the same inputs need not be found out again. */
    private final class Remembering implements DecisionTable {

        private static final int OUTCOMES_KEPT = 10_000;
        private static final Object MISSING = new Object();

        private final Table table;
        private final Map<List<Object>, Outcome> outcomes = new ConcurrentHashMap<>();

        Remembering(Table table) {
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
            if (outcomes.size() < OUTCOMES_KEPT) {
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
     * Names of the facts the table may read, in the order of its columns.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public List<String> inputs(String decision) {
        return latest(decision).inputs();
    }

    /**
     * Names of the facts these tables may read.
     *
     * @throws IllegalArgumentException when one of them is not deployed
     */
    public Set<String> inputs(Collection<String> decisions) {
        return latest(decisions).stream()
                .flatMap(table -> table.inputs().stream())
                .collect(Collectors.toSet());
    }

    /**
     * The names of the table's output columns, in the table's order.
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
        Map<String, Version> known = LookedUp.inThisTransaction(this).versions;
        if (!known.keySet().containsAll(decisions)) {
            // Who asks one table soon asks others: all of them in one question.
            Set<String> unknown = new LinkedHashSet<>(asked);
            unknown.addAll(decisions);
            unknown.removeAll(known.keySet());
            lookUp(unknown).forEach(version -> known.put(version.decision, version));
            asked.addAll(known.keySet());
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

    /** Which table decides is not the asking user's business: what they may read does not matter here. */
    private InputStream modelOf(Version version) {
        ProcessEngineConfigurationImpl configuration = engine.getObject();
        return configuration
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(
                        () -> configuration.getRepositoryService().getDecisionModel(version.definitionId)));
    }

    /** What one transaction has looked up; set aside while another runs inside it. */
    private static final class LookedUp implements TransactionSynchronization {

        private final Object owner;
        private final Map<String, Version> versions = new HashMap<>();
        private final Map<String, DecisionTable> tables = new HashMap<>();

        private LookedUp(Object owner) {
            this.owner = owner;
        }

        static LookedUp inThisTransaction(Object owner) {
            if (!TransactionSynchronizationManager.isSynchronizationActive()) {
                return new LookedUp(owner);
            }
            LookedUp bound = (LookedUp) TransactionSynchronizationManager.getResource(owner);
            if (bound == null) {
                bound = new LookedUp(owner);
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
