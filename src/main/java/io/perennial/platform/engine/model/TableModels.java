package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.dmn.DecisionEvaluator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.DmnElement;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;
import org.camunda.bpm.model.xml.ModelException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Decision tables as models: reads, validates and deploys new versions. */
@Component
public class TableModels {

    private static final String SOURCE = "strategy-change";
    private static final Set<HitPolicy> POLICIES = Set.of(HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.COLLECT);

    private final ObjectProvider<ProcessEngineConfigurationImpl> engine;
    private final TableInputValidator check;

    TableModels(ObjectProvider<ProcessEngineConfigurationImpl> engine, TableInputValidator check) {
        this.engine = engine;
        this.check = check;
    }

    /** Latest deployed version, if there is such a table. */
    public OptionalInt latest(String decision) {
        DecisionDefinition latest = inEngine(() -> repository()
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(decision)
                .withoutTenantId()
                .latestVersion()
                .singleResult());
        return latest == null ? OptionalInt.empty() : OptionalInt.of(latest.getVersion());
    }

    /** DMN of one version, as deployed. */
    public String model(String decision, int version) {
        DecisionDefinition definition = inEngine(() -> repository()
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(decision)
                .withoutTenantId()
                .decisionDefinitionVersion(version)
                .singleResult());
        if (definition == null) {
            throw new IllegalArgumentException("There is no version " + version + " of " + decision);
        }
        try (InputStream model = inEngine(() -> repository().getDecisionModel(definition.getId()))) {
            return new String(model.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Locks deployments until the end of the transaction, so that the latest version cannot change. */
    public void lock() {
        inEngine(() -> {
            Context.getCommandContext().getPropertyManager().acquireExclusiveLock();
            return null;
        });
    }

    /** Deploys a model as the next version of the table and returns that version. */
    public int deploy(String decision, String dmn) {
        return FourEyesDeploymentGuard.approved(() -> inEngine(() -> repository()
                .createDeployment()
                .name("dmn/" + decision + ".dmn")
                .source(SOURCE)
                .addString("dmn/" + decision + ".dmn", dmn)
                .deployWithResult()
                .getDeployedDecisionDefinitions()
                .get(0)
                .getVersion()));
    }

    /**
     * Reads and validates a table.
     *
     * @throws ApiException INVALID_DMN, with a detail for its author
     */
    public TableDraft read(String decision, String dmn) {
        DmnModelInstance model = model(dmn);
        List<Decision> decisions = List.copyOf(model.getModelElementsByType(Decision.class));
        if (decisions.size() != 1) {
            throw invalid("The file must contain one decision, not " + decisions.size() + ".");
        }
        Decision only = decisions.get(0);
        if (!decision.equals(only.getId())) {
            throw invalid("The decision in the file is " + only.getId() + ", not " + decision + ".");
        }
        if (only.getCamundaHistoryTimeToLiveString() == null) {
            throw invalid("The decision needs a history time to live, such as P180D.");
        }
        if (!(only.getExpression() instanceof DecisionTable table)) {
            throw invalid("The decision must be a table.");
        }
        checkPolicy(table);
        List<String> inputs =
                table.getInputs().stream().map(TableModels::expression).toList();
        List<String> outputs = table.getOutputs().stream().map(Output::getName).toList();
        List<TableDraft.Row> rows = rows(table, inputs, outputs);
        return new TableDraft(table.getHitPolicy().name(), inputs, facts(decision, dmn), outputs, rows);
    }

    /**
     * Evaluates a table with sample facts.
     *
     * @throws ApiException INVALID_DMN, with the row and the failure
     */
    public void tryOut(String dmn) {
        List<String> problems = check.problems(dmn.getBytes(StandardCharsets.UTF_8));
        if (!problems.isEmpty()) {
            throw invalid(String.join("\n", problems));
        }
    }

    private static DmnModelInstance model(String dmn) {
        try {
            DmnModelInstance model =
                    Dmn.readModelFromStream(new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8)));
            Dmn.validateModel(model);
            return model;
        } catch (ModelException unreadable) {
            throw invalid("Not a valid DMN file: " + root(unreadable));
        }
    }

    private static void checkPolicy(DecisionTable table) {
        if (!POLICIES.contains(table.getHitPolicy())) {
            throw invalid("The hit policy must be UNIQUE, FIRST or COLLECT, not " + table.getHitPolicy() + ".");
        }
        List<Rule> rules = List.copyOf(table.getRules());
        if (rules.isEmpty()) {
            throw invalid("The table has no rows.");
        }
        boolean catchesAll = rules.get(rules.size() - 1).getInputEntries().stream()
                .allMatch(cell -> TableDraft.Row.cell(text(cell)).equals("-"));
        if (table.getHitPolicy() == HitPolicy.FIRST && !catchesAll) {
            throw invalid("The last row of a FIRST table must match everything, so that there is always a result.");
        }
    }

    private static String expression(Input input) {
        String expression = input.getInputExpression() == null ? null : text(input.getInputExpression());
        if (expression == null || expression.isBlank()) {
            throw invalid("The input column " + input.getLabel() + " has no expression.");
        }
        return expression.strip();
    }

    private static List<TableDraft.Row> rows(DecisionTable table, List<String> inputs, List<String> outputs) {
        List<TableDraft.Row> rows = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Rule rule : table.getRules()) {
            if (!ids.add(rule.getId())) {
                throw invalid("Two rows have the id " + rule.getId() + ".");
            }
            Map<String, String> cells = new LinkedHashMap<>();
            int column = 0;
            for (DmnElement cell : rule.getInputEntries()) {
                cells.put(inputs.get(column++), TableDraft.Row.cell(text(cell)));
            }
            column = 0;
            for (DmnElement cell : rule.getOutputEntries()) {
                cells.put(outputs.get(column++), TableDraft.Row.cell(text(cell)));
            }
            rows.add(new TableDraft.Row(rule.getId(), cells));
        }
        return rows;
    }

    /** Parses all cells of the table and returns the facts it uses. */
    private static Set<String> facts(String decision, String dmn) {
        try {
            DecisionEvaluator evaluator = new DecisionEvaluator();
            DecisionEvaluator.Table table =
                    evaluator.parse(decision, 0, new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8)));
            List<String> problems = evaluator.syntaxErrors(
                    (DmnDecisionTableImpl) table.decision().getDecisionLogic());
            if (!problems.isEmpty()) {
                throw invalid("Not readable: " + String.join("; ", problems) + ".");
            }
            return new LinkedHashSet<>(table.inputs());
        } catch (DmnEngineException | IllegalArgumentException e) {
            throw invalid("The engine cannot read the table: " + root(e));
        }
    }

    private static String text(DmnElement cell) {
        return cell.getChildElementsByType(Text.class).stream()
                .findFirst()
                .map(Text::getTextContent)
                .orElse(null);
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    private static ApiException invalid(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "INVALID_DMN", message);
    }

    private RepositoryService repository() {
        return engine.getObject().getRepositoryService();
    }

    private <T> T inEngine(Callable<T> work) {
        return engine.getObject()
                .getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(work));
    }
}
