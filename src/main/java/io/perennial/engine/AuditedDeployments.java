package io.perennial.engine;

import io.perennial.audit.Audit;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.springframework.beans.factory.ObjectProvider;

/** Notes each new version of a model, whichever way it came in: its files and their hashes. */
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
        deployment.getResources().forEach((name, file) -> files.put(name, sha256(file.getBytes())));
        audit.getObject()
                .record(
                        Context.getCommandContext().getAuthenticatedUserId(),
                        "MODEL_DEPLOYED",
                        deployment.getName() == null ? deployment.getId() : deployment.getName(),
                        files);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
