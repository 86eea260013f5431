package io.perennial.platform.engine.migration;

import io.perennial.platform.engine.runtime.ProcessListener;
import io.perennial.platform.engine.runtime.TransientFailures;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.migration.batch.MigrationBatchConfiguration;
import org.camunda.bpm.engine.impl.migration.batch.MigrationBatchJobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Migrates instances like the engine's own batch handler and notifies the process listeners. */
class AuditedMigration extends MigrationBatchJobHandler {

    private final ObjectProvider<ProcessListener> listeners;
    private final ObjectProvider<PlatformTransactionManager> transactions;

    AuditedMigration(
            ObjectProvider<ProcessListener> listeners, ObjectProvider<PlatformTransactionManager> transactions) {
        this.listeners = listeners;
        this.transactions = transactions;
    }

    @Override
    public void executeHandler(
            MigrationBatchConfiguration batch, ExecutionEntity execution, CommandContext context, String tenantId) {
        MigrationPlan plan = batch.getMigrationPlan();
        ProcessDefinitionEntity from = getProcessDefinition(context, plan.getSourceProcessDefinitionId());
        ProcessDefinitionEntity to = getProcessDefinition(context, plan.getTargetProcessDefinitionId());
        Map<String, String> customers = new TreeMap<>();
        for (String instance : batch.getIds()) {
            ExecutionEntity running = context.getExecutionManager().findExecutionById(instance);
            if (running != null && running.getBusinessKey() != null) {
                customers.put(instance, running.getBusinessKey());
            }
        }
        try {
            super.executeHandler(batch, execution, context, tenantId);
        } catch (RuntimeException failed) {
            if (isLastAttempt(context.getCurrentJob()) && !TransientFailures.lostRace(failed)) {
                notifyFailure(customers, from, to);
            }
            throw failed;
        }
        for (String instance : batch.getIds()) {
            ExecutionEntity moved = context.getExecutionManager().findExecutionById(instance);
            listeners
                    .orderedStream()
                    .forEach(listener -> listener.migrated(
                            to.getKey(), moved.getBusinessKey(), instance, from.getVersion(), to.getVersion()));
        }
    }

    private static boolean isLastAttempt(JobEntity job) {
        return job == null || job.getRetries() <= 1;
    }

    /** Notifies listeners of the failure in a separate transaction, since that of the batch is rolled back. */
    private void notifyFailure(
            Map<String, String> customers, ProcessDefinitionEntity from, ProcessDefinitionEntity to) {
        TransactionTemplate separate = new TransactionTemplate(transactions.getObject());
        separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        separate.executeWithoutResult(status -> customers.forEach((instance, customer) -> listeners
                .orderedStream()
                .forEach(listener ->
                        listener.notMigrated(to.getKey(), customer, instance, from.getVersion(), to.getVersion()))));
    }
}
