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

/** Keeps what two people put in force from being taken back by one: by a file that does not know of it, however it comes. */
@Component
public class ApprovedCheck implements Deployer {

    private static final String FIX = "Take it over into the file, or propose the file as a strategy-change.";

    private final ObjectProvider<ApprovedModels> approved;

    ApprovedCheck(ObjectProvider<ApprovedModels> approved) {
        this.approved = approved;
    }

    /** What a user deploys by the engine's own REST, as Camunda Modeler does. */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew()
                && !FourEyesDeploymentGuard.isApproved()
                && Context.getCommandContext().getAuthenticatedUserId() != null) {
            deployment.getResources().forEach((name, file) -> refuse(name, file.getBytes()));
        }
    }

    /** @throws ApiException APPROVED_CHANGE when the file would take one back */
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
                .map(objection -> new ModelProblem(file, null, objection, FIX));
    }
}
