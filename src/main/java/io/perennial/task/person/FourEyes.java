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
 * Guards what two people decide, whichever way somebody takes into the engine: it looks at what a command is about to write,
 * not at which command it is. Who asked leaves the task alone but for comments, and while it is open nobody changes a
 * variable that its form would show.
 */
@Component
public class FourEyes extends AbstractProcessEnginePlugin implements CommandContextListener {

    /** The property of an activity that names its {@link FourEyesTask}. */
    private static final String DECIDED_BY = "decidedByAnother";

    /** What a user had done by jobs, which run as nobody. */
    private static final Set<String> BY_BATCH =
            Set.of(Batch.TYPE_SET_VARIABLES, Batch.TYPE_CORRELATE_MESSAGE, Batch.TYPE_PROCESS_INSTANCE_MODIFICATION);

    private final BeanFactory beans;

    FourEyes(BeanFactory beans) {
        this.beans = beans;
    }

    /** Marks an activity, and with it its process, as decided by that bean. */
    public static void mark(ActivityImpl activity, String bean) {
        activity.setProperty(DECIDED_BY, bean);
        activity.getProcessDefinition().setProperty(DECIDED_BY, bean);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setCustomPostCommandInterceptorsTxRequired(
                added(engine.getCustomPostCommandInterceptorsTxRequired(), new Watch()));
        engine.setCustomPostCommandInterceptorsTxRequiresNew(
                added(engine.getCustomPostCommandInterceptorsTxRequiresNew(), new Watch()));
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        engine.getCommandCheckers()
                .replaceAll(checker -> checker instanceof AuthorizationCommandChecker ? new ByAnother() : checker);
    }

    private static List<CommandInterceptor> added(List<CommandInterceptor> before, CommandInterceptor more) {
        List<CommandInterceptor> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
        all.add(more);
        return all;
    }

    private final class Watch extends CommandInterceptor {
        @Override
        public <T> T execute(Command<T> command) {
            Context.getCommandContext().registerCommandContextListener(FourEyes.this);
            return next.execute(command);
        }
    }

    /** Refuses at once what would end the task. */
    private final class ByAnother extends AuthorizationCommandChecker {
        @Override
        public void checkTaskWork(TaskEntity task) {
            super.checkTaskWork(task);
            checkWhoTouches(task, Context.getCommandContext());
        }
    }

    @Override
    public void onCommandContextClose(CommandContext context) {
        JobEntity job = context.getCurrentJob();
        if (job == null ? context.getAuthenticatedUserId() == null : !BY_BATCH.contains(job.getJobHandlerType())) {
            return;
        }
        Changed changed = Changed.in(context);
        changed.tasks().forEach(task -> checkWhoTouches(task, context));
        changed.variables().forEach((instance, variables) -> {
            if (variables.stream().anyMatch(variable -> mayBeShown(instance, variable, context))) {
                context.getTaskManager().findTasksByProcessInstanceId(instance).stream()
                        .filter(task -> !changed.closed().contains(task.getId()))
                        .forEach(task -> checkWhatIsShown(task, variables, context));
            }
        });
    }

    /** Most processes have nothing that two people decide: their tasks need not be looked for. */
    private static boolean mayBeShown(String instance, VariableInstanceEntity variable, CommandContext context) {
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
                                .getProperty(DECIDED_BY)
                        != null;
    }

    private void checkWhoTouches(TaskEntity task, CommandContext context) {
        decision(context, task)
                .flatMap(decision -> decision.requestedBy(task.getProcessInstanceId()))
                .filter(asked -> asked.equals(context.getAuthenticatedUserId()))
                .ifPresent(asked -> {
                    throw RecordApproval.fourEyes();
                });
    }

    private void checkWhatIsShown(TaskEntity task, Set<VariableInstanceEntity> variables, CommandContext context) {
        if (decision(context, task).isPresent() && variables.stream().anyMatch(variable -> isSeenBy(task, variable))) {
            throw new ApiException(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    "While \"" + task.getName()
                            + "\" waits for a decision, nobody changes what it shows. 审批期间不得修改所示内容。");
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
        return Optional.ofNullable(activity == null ? null : activity.getProperty(DECIDED_BY))
                .map(bean -> beans.getBean((String) bean, FourEyesTask.class));
    }

    /** A variable of the task or of an execution around it, not one of a branch beside it; a removed one may be any. */
    private static boolean isSeenBy(TaskEntity task, VariableInstanceEntity variable) {
        if (variable.getProcessInstanceId() == null || task.getId().equals(variable.getTaskId())) {
            return true;
        }
        for (ExecutionEntity around = task.getExecution(); around != null; around = around.getParent()) {
            if (around.getId().equals(variable.getExecutionId())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a command is about to write.
     *
     * @param tasks     open ones that are changed or closed, other than by a comment
     * @param closed    the ids of those that are closed
     * @param variables by process instance, of those that ran before
     */
    private record Changed(
            Set<TaskEntity> tasks, Set<String> closed, Map<String, Set<VariableInstanceEntity>> variables) {

        static Changed in(CommandContext context) {
            Changed changed = new Changed(new HashSet<>(), new HashSet<>(), new TreeMap<>());
            Set<String> commented = new HashSet<>();
            Set<String> begun = new HashSet<>();
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
                    begun.add(execution.getId());
                } else if (entity instanceof VariableInstanceEntity variable) {
                    if (variable.getProcessInstanceId() == null) {
                        removed.add(variable);
                    } else {
                        changed.add(variable.getProcessInstanceId(), Set.of(variable));
                    }
                }
            }
            if (!removed.isEmpty()) {
                // They no longer say whose they were: of one of the instances that the command looked at.
                context.getDbEntityManager()
                        .getCachedEntitiesByType(ExecutionEntity.class)
                        .forEach(execution -> changed.add(execution.getProcessInstanceId(), removed));
            }
            changed.variables.keySet().removeAll(begun);
            changed.tasks.removeIf(task -> commented.contains(task.getId()));
            return changed;
        }

        private void add(String processInstanceId, Set<VariableInstanceEntity> some) {
            variables.computeIfAbsent(processInstanceId, id -> new HashSet<>()).addAll(some);
        }
    }
}
