package io.perennial.engine;

import io.perennial.engine.DecisionEvaluator.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ConcurrentLruCache;

/**
 * The deployed decision tables, asked in memory: always the latest version, which is looked up once a transaction, so that a
 * deployment counts on every node from the next transaction on and a batch is decided by one version.
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

    private record Version(String definitionId, String decision, int number) {}

    private static final int TABLES_KEPT = 200;

    // Asked for late: what the engine is built with may itself ask decisions.
    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final DecisionEvaluator evaluator = new DecisionEvaluator();
    private final ConcurrentLruCache<Version, Table> tables = new ConcurrentLruCache<>(TABLES_KEPT, this::read);

    DecisionTables(ObjectProvider<ProcessEngineConfigurationImpl> engine) {
        this.engine = engine;
    }

    /**
     * Asks the latest version of a table.
     *
     * @param facts the values of its inputs; those missing are null to it, those it does not know are ignored
     * @throws IllegalArgumentException when no such table is deployed
     */
    public Outcome evaluate(String decision, Map<String, ?> facts) {
        return evaluator.evaluate(latest(decision), facts);
    }

    /**
     * Names of the facts the table may read, in the order of its columns.
     *
     * @throws IllegalArgumentException when no such table is deployed
     */
    public List<String> inputs(String decision) {
        return List.copyOf(latest(decision).inputs());
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
        return tables.get(LookedUp.inThisTransaction(this).computeIfAbsent(decision, this::lookUp));
    }

    private Version lookUp(String decision) {
        // Which table decides is not the asking user's business: what they may read does not matter here.
        DecisionDefinition definition = inEngine(repository -> repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(decision)
                .withoutTenantId()
                .latestVersion()
                .singleResult());
        if (definition == null) {
            throw new IllegalArgumentException("No decision \"" + decision + "\" is deployed");
        }
        return new Version(definition.getId(), definition.getKey(), definition.getVersion());
    }

    private Table read(Version version) {
        try (InputStream model = inEngine(repository -> repository.getDecisionModel(version.definitionId))) {
            return evaluator.parse(version.decision, version.number, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T inEngine(Question<T> question) {
        ProcessEngineConfigurationImpl configuration = engine.getObject();
        return configuration
                .getCommandExecutorTxRequired()
                .execute(context ->
                        context.runWithoutAuthorization(() -> question.ask(configuration.getRepositoryService())));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(RepositoryService repository);
    }

    /** The versions one transaction has looked up; set aside while another runs inside it. */
    private static final class LookedUp implements TransactionSynchronization {

        private final Object owner;
        private final Map<String, Version> versions = new HashMap<>();

        private LookedUp(Object owner) {
            this.owner = owner;
        }

        static Map<String, Version> inThisTransaction(Object owner) {
            if (!TransactionSynchronizationManager.isSynchronizationActive()) {
                return new HashMap<>();
            }
            LookedUp bound = (LookedUp) TransactionSynchronizationManager.getResource(owner);
            if (bound == null) {
                bound = new LookedUp(owner);
                TransactionSynchronizationManager.bindResource(owner, bound);
                TransactionSynchronizationManager.registerSynchronization(bound);
            }
            return bound.versions;
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
