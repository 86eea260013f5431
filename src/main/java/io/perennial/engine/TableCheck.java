package io.perennial.engine;

import io.perennial.api.Refused;
import io.perennial.engine.DecisionEvaluator.Column;
import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;

/**
 * Refuses a decision table that asks for what nobody knows, whoever deploys it: such an input would be null for ever. What
 * another table of the same file answers counts as known. Where tables take four eyes, a user's own deployment is refused
 * before that.
 */
class TableCheck implements Deployer {

    private static final ThreadLocal<Boolean> APPROVED = ThreadLocal.withInitial(() -> false);

    private final ObjectProvider<Vocabulary> vocabularies;
    private final boolean fourEyes;
    private final DecisionEvaluator evaluator = new DecisionEvaluator();

    TableCheck(ObjectProvider<Vocabulary> vocabularies, boolean fourEyes) {
        this.vocabularies = vocabularies;
        this.fourEyes = fourEyes;
    }

    /** Deploys what a second person approved, whoever's request it happens to run in. */
    static <T> T approved(Supplier<T> deployment) {
        APPROVED.set(true);
        try {
            return deployment.get();
        } finally {
            APPROVED.remove();
        }
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew()) {
            List<ResourceEntity> tables = deployment.getResources().values().stream()
                    .filter(resource -> resource.getName().endsWith(".dmn")
                            || resource.getName().endsWith(".dmn11.xml"))
                    .toList();
            if (!tables.isEmpty()) {
                checkWho(tables.get(0).getName());
            }
            tables.forEach(this::check);
        }
    }

    private void checkWho(String table) {
        boolean byUser = Context.getCommandContext().getAuthenticatedUserId() != null;
        if (fourEyes && byUser && !APPROVED.get()) {
            throw new Refused(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    table + " takes two people here: propose it by POST /api/v1/strategy-changes, or in Tasklist by"
                            + " starting \"Strategy change\"; a colleague's approval puts it in force.");
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
