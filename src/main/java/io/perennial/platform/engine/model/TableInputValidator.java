package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.dmn.DecisionEvaluator;
import io.perennial.platform.engine.dmn.DecisionEvaluator.Column;
import io.perennial.platform.engine.dmn.RequiredOutputs;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Refuses a decision table that asks for what nobody knows, whoever deploys it: such an input would be null for ever. What
 * another table of the same file answers counts as known. Refuses as well what cannot be evaluated with sample facts, or gives
 * an answer that the application cannot read.
 */
@Component
public class TableInputValidator implements Deployer {

    private static final int MOST_PROBLEMS = 10;

    private final ObjectProvider<ModelVocabularySource> vocabularies;
    private final DecisionEvaluator evaluator;

    public TableInputValidator(ObjectProvider<ModelVocabularySource> vocabularies, Clock clock) {
        this.vocabularies = vocabularies;
        this.evaluator = new DecisionEvaluator(clock);
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew()) {
            deployment.getResources().values().stream()
                    .filter(resource -> resource.getName().endsWith(".dmn")
                            || resource.getName().endsWith(".dmn11.xml"))
                    .forEach(this::check);
        }
    }

    private void check(ResourceEntity resource) {
        List<Column> columns = evaluator.columns(new ByteArrayInputStream(resource.getBytes()));
        Set<String> known = new HashSet<>();
        vocabularies.forEach(vocabulary -> known.addAll(vocabulary.inputs()));
        columns.forEach(column -> known.addAll(column.alsoKnown()));
        for (Column column : columns) {
            for (String word : column.words()) {
                if (!known.contains(word)) {
                    throw new ApiException(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            "UNKNOWN_FACT",
                            "%s: column \"%s\" of %s asks for \"%s\", which is no fact"
                                    .formatted(resource.getName(), column.label(), column.decision(), word));
                }
            }
        }
        tryOut(resource);
    }

    private void tryOut(ResourceEntity resource) {
        Collection<String> problems = problems(resource.getBytes());
        if (!problems.isEmpty()) {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "INVALID_DMN",
                    resource.getName() + ": " + String.join("\n", problems));
        }
    }

    /** What fails when the tables of a model are asked with sample facts; the first few. */
    List<String> problems(byte[] model) {
        Map<String, Object> samples = new HashMap<>();
        Map<String, RequiredOutputs> answers = new HashMap<>();
        vocabularies.forEach(vocabulary -> {
            samples.putAll(vocabulary.samples());
            answers.putAll(vocabulary.requiredOutputs());
        });
        return evaluator.problems(new ByteArrayInputStream(model), samples, answers).stream()
                .limit(MOST_PROBLEMS)
                .toList();
    }
}
