package io.perennial.engine;

import io.perennial.api.Refused;
import io.perennial.engine.DecisionEvaluator.Column;
import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;

/**
 * Refuses a decision table that asks for what nobody knows, whoever deploys it: such an input would be null for ever. What
 * another table of the same file answers counts as known.
 */
class TableCheck implements Deployer {

    private final ObjectProvider<Vocabulary> vocabularies;
    private final DecisionEvaluator evaluator = new DecisionEvaluator();

    TableCheck(ObjectProvider<Vocabulary> vocabularies) {
        this.vocabularies = vocabularies;
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
        vocabularies.forEach(vocabulary -> known.addAll(vocabulary.words()));
        columns.forEach(column -> known.addAll(column.alsoKnown()));
        for (Column column : columns) {
            for (String word : column.words()) {
                if (!known.contains(word)) {
                    throw new Refused(
                            HttpStatus.UNPROCESSABLE_ENTITY,
                            "UNKNOWN_FACT",
                            "%s: column \"%s\" of %s asks for \"%s\", which is no fact"
                                    .formatted(resource.getName(), column.label(), column.decision(), word));
                }
            }
        }
    }
}
