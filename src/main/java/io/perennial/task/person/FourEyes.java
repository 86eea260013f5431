package io.perennial.task.person;

import io.perennial.platform.api.ApiException;
import io.perennial.task.step.FourEyesTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.camunda.bpm.engine.batch.Batch;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.auth.AuthorizationCommandChecker;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.CachedDbEntity;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.DbEntityState;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandContextListener;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.AttachmentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.CommentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Enforces four eyes in the engine. Independent of the API used, it checks the entities that a command is about to write: the
 * requester may only comment on the task, and while it is open no user may change a variable that its form shows.
 */
@Component
public class FourEyes extends AbstractProcessEnginePlugin implements CommandContextListener {

    /** Property of an activity with the bean name of its {@link FourEyesTask}. */
    private static final String FOUR_EYES_TASK = "fourEyesTask";

    /** Jobs that carry out a user's command without an authenticated user. */
    private static final Set<String> USER_BATCHES =
            Set.of(Batch.TYPE_SET_VARIABLES, Batch.TYPE_CORRELATE_MESSAGE, Batch.TYPE_PROCESS_INSTANCE_MODIFICATION);

    private final BeanFactory beans;

    FourEyes(BeanFactory beans) {
        this.beans = beans;
    }

    /** Marks an activity and its process as guarded by that bean. */
    public static void mark(ActivityImpl activity, String bean) {
        activity.setProperty(FOUR_EYES_TASK, bean);
        activity.getProcessDefinition().setProperty(FOUR_EYES_TASK, bean);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomPostCommandInterceptorsTxRequired(
                with(engine.getCustomPostCommandInterceptorsTxRequired(), new ListenerRegistration()));
        engine.setCustomPostCommandInterceptorsTxRequiresNew(
                with(engine.getCustomPostCommandInterceptorsTxRequiresNew(), new ListenerRegistration()));
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        engine.getCommandCheckers()
                .replaceAll(
                        checker -> checker instanceof AuthorizationCommandChecker ? new RequesterChecker() : checker);
    }

    private static List<CommandInterceptor> with(List<CommandInterceptor> existing, CommandInterceptor added) {
        List<CommandInterceptor> all = existing == null ? new ArrayList<>() : new ArrayList<>(existing);
        all.add(added);
        return all;
    }

    private final class ListenerRegistration extends CommandInterceptor {
        @Override
        public <T> T execute(Command<T> command) {
            Context.getCommandContext().registerCommandContextListener(FourEyes.this);
            return next.execute(command);
        }
    }

    /** Rejects commands on the task early. */
    private final class RequesterChecker extends AuthorizationCommandChecker {
        @Override
        public void checkTaskWork(TaskEntity task) {
            super.checkTaskWork(task);
            checkRequester(task, Context.getCommandContext());
        }
    }

    @Override
    public void onCommandContextClose(CommandContext context) {
        JobEntity job = context.getCurrentJob();
        if (job == null ? context.getAuthenticatedUserId() == null : !USER_BATCHES.contains(job.getJobHandlerType())) {
            return;
        }
        Changed changed = Changed.in(context);
        changed.tasks().forEach(task -> checkRequester(task, context));
        changed.variables().forEach((instance, variables) -> {
            if (variables.stream().anyMatch(variable -> isGuarded(instance, variable, context))) {
                context.getTaskManager().findTasksByProcessInstanceId(instance).stream()
                        .filter(task -> !changed.closed().contains(task.getId()))
                        .forEach(task -> checkVariables(task, variables, context));
            }
        });
    }

    /** Whether the process has a four-eyes task; avoids the query for tasks of other processes. */
    private static boolean isGuarded(String instance, VariableInstanceEntity variable, CommandContext context) {
        String definition = variable.getProcessDefinitionId();
        if (definition == null) {
            ExecutionEntity execution =
                    context.getDbEntityManager().getDbEntityCache().get(ExecutionEntity.class, instance);
            definition = execution == null ? null : execution.getProcessDefinitionId();
        }
        return definition == null
                || context.getProcessEngineConfiguration()
                                .getDeploymentCache()
                                .findDeployedProcessDefinitionById(definition)
                                .getProperty(FOUR_EYES_TASK)
                        != null;
    }

    private void checkRequester(TaskEntity task, CommandContext context) {
        decision(context, task)
                .flatMap(decision -> decision.requestedBy(task.getProcessInstanceId()))
                .filter(requester -> requester.equals(context.getAuthenticatedUserId()))
                .ifPresent(requester -> {
                    throw RecordApproval.fourEyes();
                });
    }

    private void checkVariables(TaskEntity task, Set<VariableInstanceEntity> variables, CommandContext context) {
        if (decision(context, task).isPresent()
                && variables.stream().anyMatch(variable -> isVisibleTo(task, variable))) {
            throw new ApiException(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    "While \"" + task.getName()
                            + "\" waits for a decision, the values it shows must not be changed. 审批期间不得修改所示内容。");
        }
    }

    @Override
    public void onCommandFailed(CommandContext context, Throwable failure) {
        // Nothing was written.
    }

    private Optional<FourEyesTask> decision(CommandContext context, TaskEntity task) {
        if (task.getProcessDefinitionId() == null) {
            return Optional.empty();
        }
        ActivityImpl activity = context.getProcessEngineConfiguration()
                .getDeploymentCache()
                .findDeployedProcessDefinitionById(task.getProcessDefinitionId())
                .findActivity(task.getTaskDefinitionKey());
        return Optional.ofNullable(activity == null ? null : activity.getProperty(FOUR_EYES_TASK))
                .map(bean -> beans.getBean((String) bean, FourEyesTask.class));
    }

    /** Whether the variable belongs to the task or to an enclosing execution; assumed for removed ones, which have no scope. */
    private static boolean isVisibleTo(TaskEntity task, VariableInstanceEntity variable) {
        if (variable.getProcessInstanceId() == null || task.getId().equals(variable.getTaskId())) {
            return true;
        }
        for (ExecutionEntity scope = task.getExecution(); scope != null; scope = scope.getParent()) {
            if (scope.getId().equals(variable.getExecutionId())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Entities that a command is about to write.
     *
     * @param tasks     existing tasks that are changed or closed, other than by a comment
     * @param closed    ids of the closed tasks
     * @param variables by id of the process instance, without new instances
     */
    private record Changed(
            Set<TaskEntity> tasks, Set<String> closed, Map<String, Set<VariableInstanceEntity>> variables) {

        static Changed in(CommandContext context) {
            Changed changed = new Changed(new HashSet<>(), new HashSet<>(), new TreeMap<>());
            Set<String> commented = new HashSet<>();
            Set<String> created = new HashSet<>();
            Set<VariableInstanceEntity> removed = new HashSet<>();
            for (CachedDbEntity cached :
                    context.getDbEntityManager().getDbEntityCache().getCachedEntities()) {
                DbEntityState state = cached.getEntityState();
                if (state == DbEntityState.PERSISTENT && !cached.isDirty()) {
                    continue;
                }
                DbEntity entity = cached.getEntity();
                if (entity instanceof TaskEntity task && state != DbEntityState.TRANSIENT) {
                    changed.tasks.add(task);
                    if (state != DbEntityState.PERSISTENT) {
                        changed.closed.add(task.getId());
                    }
                } else if (entity instanceof CommentEntity comment) {
                    commented.add(comment.getTaskId());
                } else if (entity instanceof AttachmentEntity attachment) {
                    commented.add(attachment.getTaskId());
                } else if (entity instanceof ExecutionEntity execution && state == DbEntityState.TRANSIENT) {
                    created.add(execution.getId());
                } else if (entity instanceof VariableInstanceEntity variable) {
                    if (variable.getProcessInstanceId() == null) {
                        removed.add(variable);
                    } else {
                        changed.add(variable.getProcessInstanceId(), Set.of(variable));
                    }
                }
            }
            if (!removed.isEmpty()) {
                // They have lost their process instance, which is one of those the command has loaded.
                context.getDbEntityManager()
                        .getCachedEntitiesByType(ExecutionEntity.class)
                        .forEach(execution -> changed.add(execution.getProcessInstanceId(), removed));
            }
            changed.variables.keySet().removeAll(created);
            changed.tasks.removeIf(task -> commented.contains(task.getId()));
            return changed;
        }

        private void add(String processInstanceId, Set<VariableInstanceEntity> changed) {
            variables.computeIfAbsent(processInstanceId, id -> new HashSet<>()).addAll(changed);
        }
    }
}
