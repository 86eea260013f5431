package io.perennial.platform.engine.model;

import io.perennial.platform.api.ApiException;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.springframework.http.HttpStatus;

/** Where models take four eyes, refuses what a user deploys alone, whichever way; what comes with the release is not theirs. */
public class FourEyesDeploymentGuard implements Deployer {

    private static final ThreadLocal<Boolean> APPROVED = ThreadLocal.withInitial(() -> false);

    private final boolean wanted;

    public FourEyesDeploymentGuard(boolean wanted) {
        this.wanted = wanted;
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

    static boolean isApproved() {
        return APPROVED.get();
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        boolean byUser = Context.getCommandContext().getAuthenticatedUserId() != null;
        if (wanted && byUser && deployment.isNew() && !APPROVED.get()) {
            String file = deployment.getResources().keySet().iterator().next();
            throw new ApiException(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    file + " takes two people here: propose "
                            + (file.endsWith(".dmn") || file.endsWith(".dmn11.xml")
                                    ? "it by POST /api/v1/strategy-changes, or in Tasklist by starting \"Strategy"
                                            + " change\""
                                    : "it by POST /api/v1/models")
                            + "; a colleague's approval puts it in force.");
        }
    }
}
