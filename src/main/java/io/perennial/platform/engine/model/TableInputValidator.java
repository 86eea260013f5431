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
 * Rejects decision tables with unknown inputs, which would always be null; outputs of other tables in the same file are known.
 * Also rejects tables that fail with sample facts or return outputs that the application cannot use.
 */
@Component
public class TableInputValidator implements Deployer {

    private static final int MAX_PROBLEMS = 10;

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
                            "%s: column \"%s\" of %s uses \"%s\", which is not a known fact"
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

    /** First problems found when evaluating the tables of a model with sample facts. */
    List<String> problems(byte[] model) {
        Map<String, Object> samples = new HashMap<>();
        Map<String, RequiredOutputs> answers = new HashMap<>();
        vocabularies.forEach(vocabulary -> {
            samples.putAll(vocabulary.samples());
            answers.putAll(vocabulary.requiredOutputs());
        });
        return evaluator.problems(new ByteArrayInputStream(model), samples, answers).stream()
                .limit(MAX_PROBLEMS)
                .toList();
    }
}
