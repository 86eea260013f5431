package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Refuses files that would revert a change approved by two people, however they are deployed. */
@Component
public class ApprovedCheck implements Deployer {

    private static final String FIX = "Merge it into the file, or propose the file as a strategy-change.";

    private final ObjectProvider<ApprovedModels> approved;

    ApprovedCheck(ObjectProvider<ApprovedModels> approved) {
        this.approved = approved;
    }

    /** Checks deployments of users through the engine's REST, such as those of Camunda Modeler. */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew()
                && !FourEyesDeploymentGuard.isApproved()
                && Context.getCommandContext().getAuthenticatedUserId() != null) {
            deployment.getResources().forEach((name, file) -> refuse(name, file.getBytes()));
        }
    }

    /** @throws ApiException APPROVED_CHANGE when the file would revert one */
    void refuse(String file, byte[] content) {
        problem(file, content).ifPresent(problem -> {
            throw new ApiException(HttpStatus.CONFLICT, "APPROVED_CHANGE", problem.toString());
        });
    }

    Optional<ModelProblem> problem(String file, byte[] content) {
        String name = file.substring(file.lastIndexOf('/') + 1)
                .replaceFirst("\\.dmn11\\.xml$", ".dmn")
                .replaceFirst("\\.bpmn20\\.xml$", ".bpmn");
        return approved.stream()
                .flatMap(models -> models.conflict(name, new String(content, StandardCharsets.UTF_8)).stream())
                .findFirst()
                .map(conflict -> new ModelProblem(file, null, conflict, FIX));
    }
}
