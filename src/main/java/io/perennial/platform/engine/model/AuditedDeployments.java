package io.perennial.platform.engine.model;

import io.perennial.platform.api.Sha256;
import io.perennial.platform.audit.Audit;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.springframework.beans.factory.ObjectProvider;

/** Records each deployment in the audit trail, with its files and their hashes. */
class AuditedDeployments implements Deployer {

    private final ObjectProvider<Audit> audit;

    AuditedDeployments(ObjectProvider<Audit> audit) {
        this.audit = audit;
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return;
        }
        Map<String, String> files = new TreeMap<>();
        deployment.getResources().forEach((name, file) -> files.put(name, Sha256.hex(file.getBytes())));
        audit.getObject()
                .record(
                        Context.getCommandContext().getAuthenticatedUserId(),
                        "MODEL_DEPLOYED",
                        deployment.getName() == null ? deployment.getId() : deployment.getName(),
                        files);
    }
}
