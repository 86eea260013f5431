package io.perennial.engine;

import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.migration.batch.MigrationBatchConfiguration;
import org.camunda.bpm.engine.impl.migration.batch.MigrationBatchJobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.springframework.beans.factory.ObjectProvider;

/** The engine's own migration of instances, of which the process listeners are told. */
class NotedMigration extends MigrationBatchJobHandler {

    private final ObjectProvider<ProcessListener> listeners;

    NotedMigration(ObjectProvider<ProcessListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void executeHandler(
            MigrationBatchConfiguration batch, ExecutionEntity execution, CommandContext context, String tenantId) {
        super.executeHandler(batch, execution, context, tenantId);
        MigrationPlan plan = batch.getMigrationPlan();
        ProcessDefinitionEntity from = getProcessDefinition(context, plan.getSourceProcessDefinitionId());
        ProcessDefinitionEntity to = getProcessDefinition(context, plan.getTargetProcessDefinitionId());
        for (String instance : batch.getIds()) {
            ExecutionEntity moved = context.getExecutionManager().findExecutionById(instance);
            listeners
                    .orderedStream()
                    .forEach(listener -> listener.migrated(
                            to.getKey(), moved.getBusinessKey(), instance, from.getVersion(), to.getVersion()));
        }
    }
}
