package io.perennial.platform.engine.migration;

import io.perennial.platform.engine.EnginePlugin;
import io.perennial.platform.engine.runtime.ProcessListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** Engine settings for migrations, which notify the process listeners. */
@Component
@Order(EnginePlugin.MIGRATION)
class MigrationPlugin extends EnginePlugin {

    private final AuditedMigration migration;

    MigrationPlugin(
            ObjectProvider<ProcessListener> listeners, ObjectProvider<PlatformTransactionManager> transactions) {
        this.migration = new AuditedMigration(listeners, transactions);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomBatchJobHandlers(append(engine.getCustomBatchJobHandlers(), migration));
    }
}
