package io.perennial.platform.engine.model;

import io.perennial.platform.audit.Audit;
import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Engine settings for deployments: approval, validation and audit. */
@Component
@Order(EnginePlugin.MODEL)
class ModelPlugin extends EnginePlugin {

    private final FourEyesDeploymentGuard fourEyesGuard;
    private final ApprovedCheck approvedCheck;
    private final TableInputValidator tableValidator;
    private final Deployer modelValidator;
    private final AuditedDeployments audit;

    ModelPlugin(
            @Value("${perennial.four-eyes:false}") boolean fourEyes,
            ApprovedCheck approvedCheck,
            TableInputValidator tableValidator,
            ObjectProvider<ModelValidator> modelValidator,
            ObjectProvider<Audit> audit) {
        this.fourEyesGuard = new FourEyesDeploymentGuard(fourEyes);
        this.approvedCheck = approvedCheck;
        this.tableValidator = tableValidator;
        this.modelValidator = deployment -> modelValidator.getObject().deploy(deployment);
        this.audit = new AuditedDeployments(audit);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomPreDeployers(
                append(engine.getCustomPreDeployers(), fourEyesGuard, approvedCheck, tableValidator, modelValidator));
        engine.setCustomPostDeployers(append(engine.getCustomPostDeployers(), audit));
    }
}
