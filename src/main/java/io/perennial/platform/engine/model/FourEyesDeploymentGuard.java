package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.springframework.http.HttpStatus;

/** Refuses deployments of single users where model changes need two people; models of the release are exempt. */
class FourEyesDeploymentGuard implements Deployer {

    private static final ThreadLocal<Boolean> APPROVED = ThreadLocal.withInitial(() -> false);

    private final boolean enabled;

    FourEyesDeploymentGuard(boolean enabled) {
        this.enabled = enabled;
    }

    /** Runs an approved deployment, independent of the current user. */
    static <T> T approved(Supplier<T> deployment) {
        APPROVED.set(true);
        try {
            return deployment.get();
        } finally {
            APPROVED.remove();
        }
    }

    static boolean isApproved() {
        return APPROVED.get();
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        boolean byUser = Context.getCommandContext().getAuthenticatedUserId() != null;
        if (enabled && byUser && deployment.isNew() && !APPROVED.get()) {
            String file = deployment.getResources().keySet().iterator().next();
            throw new ApiException(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    file + " needs the approval of two people: propose "
                            + (file.endsWith(".dmn") || file.endsWith(".dmn11.xml")
                                    ? "it by POST /api/v1/strategy-changes, or in Tasklist by starting \"Strategy"
                                            + " change\""
                                    : "it by POST /api/v1/models")
                            + "; it is deployed when a colleague approves it.");
        }
    }
}
