package io.perennial.platform.engine.runtime;

import static java.util.stream.Collectors.groupingBy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.JobQueryImpl;
import org.camunda.bpm.engine.impl.VariableInstanceQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Loads many process instances in a few statements, where the engine would ask several times for each. */
@Component
public class InstanceLoader {

    private static final String SUBSCRIPTIONS = """
            select ID_, REV_, EVENT_TYPE_, EVENT_NAME_, EXECUTION_ID_, PROC_INST_ID_, ACTIVITY_ID_, CONFIGURATION_, CREATED_,
                   TENANT_ID_
              from ACT_RU_EVENT_SUBSCR where PROC_INST_ID_ in (:instances)""";
    private static final String WITH_INCIDENTS =
            "select distinct CONFIGURATION_ from ACT_RU_INCIDENT where CONFIGURATION_ in (:jobs)";

    private final JdbcClient sql;

    public InstanceLoader(JdbcClient sql) {
        this.sql = sql;
    }

    /** Loads them into the command, with their jobs, variables, subscriptions, and whether jobs have incidents. */
    public void load(CommandContext context, Collection<String> processInstanceIds) {
        Set<String> instances = new TreeSet<>(processInstanceIds);
        PreparedEntities entities = (PreparedEntities) context.getDbEntityManager();
        List<ExecutionEntity> executions = executions(context, List.copyOf(instances));
        executions.stream()
                .collect(groupingBy(ExecutionEntity::getProcessInstanceId))
                .forEach((instance, tree) -> entities.keep("selectExecutionsByProcessInstanceId", instance, tree));
        List<JobEntity> jobs = jobs(context, instances);
        keep(
                entities,
                "selectJobsByExecutionId",
                executions,
                jobs.stream().collect(groupingBy(JobEntity::getExecutionId)));
        keep(entities, "selectVariablesByExecutionId", executions, variables(context, instances));
        keep(entities, "selectEventSubscriptionsByExecution", executions, subscriptions(entities, instances));
        keepIncidents(entities, jobs.stream().map(JobEntity::getId).toList());
    }

    private static void keep(
            PreparedEntities entities,
            String statement,
            List<ExecutionEntity> executions,
            Map<String, ? extends List<?>> byExecution) {
        for (ExecutionEntity execution : executions) {
            List<?> answer = byExecution.get(execution.getId());
            entities.keep(statement, execution.getId(), answer == null ? List.of() : answer);
        }
    }

    private static List<ExecutionEntity> executions(CommandContext context, List<String> instances) {
        Map<String, Object> query = new HashMap<>();
        IntStream.range(0, instances.size()).forEach(no -> query.put("instance" + no, instances.get(no)));
        query.put(
                "sql",
                IntStream.range(0, instances.size())
                        .mapToObj(no -> "#{instance" + no + "}")
                        .collect(Collectors.joining(
                                ", ", "select * from ACT_RU_EXECUTION where PROC_INST_ID_ in (", ")")));
        return context.getExecutionManager().findExecutionsByNativeQuery(query, 0, Integer.MAX_VALUE).stream()
                .map(ExecutionEntity.class::cast)
                .toList();
    }

    private static List<JobEntity> jobs(CommandContext context, Set<String> instances) {
        return context
                .getJobManager()
                .findJobsByQueryCriteria((JobQueryImpl) new JobQueryImpl().processInstanceIds(instances), null)
                .stream()
                .map(JobEntity.class::cast)
                .filter(job -> job.getExecutionId() != null)
                .toList();
    }

    private static Map<String, List<VariableInstanceEntity>> variables(CommandContext context, Set<String> instances) {
        return context
                .getVariableInstanceManager()
                .findVariableInstanceByQueryCriteria(
                        (VariableInstanceQueryImpl)
                                new VariableInstanceQueryImpl().processInstanceIdIn(instances.toArray(String[]::new)),
                        null)
                .stream()
                .map(VariableInstanceEntity.class::cast)
                .filter(variable -> variable.getExecutionId() != null && variable.getTaskId() == null)
                .collect(groupingBy(VariableInstanceEntity::getExecutionId));
    }

    /** The engine has no query for the subscriptions of several instances. */
    private Map<String, List<EventSubscriptionEntity>> subscriptions(PreparedEntities entities, Set<String> instances) {
        return sql.sql(SUBSCRIPTIONS).param("instances", instances).query(InstanceLoader::subscription).list().stream()
                .map(entities::loaded)
                .collect(groupingBy(EventSubscriptionEntity::getExecutionId));
    }

    private static EventSubscriptionEntity subscription(ResultSet row, int n) throws SQLException {
        EventSubscriptionEntity subscription = new EventSubscriptionEntity();
        subscription.setId(row.getString("ID_"));
        subscription.setRevision(row.getInt("REV_"));
        subscription.setEventType(row.getString("EVENT_TYPE_"));
        subscription.setEventName(row.getString("EVENT_NAME_"));
        subscription.setExecutionId(row.getString("EXECUTION_ID_"));
        subscription.setProcessInstanceId(row.getString("PROC_INST_ID_"));
        subscription.setActivityId(row.getString("ACTIVITY_ID_"));
        subscription.setConfiguration(row.getString("CONFIGURATION_"));
        subscription.setCreated(row.getTimestamp("CREATED_"));
        subscription.setTenantId(row.getString("TENANT_ID_"));
        return subscription;
    }

    private void keepIncidents(PreparedEntities entities, List<String> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        Set<String> with = Set.copyOf(
                sql.sql(WITH_INCIDENTS).param("jobs", jobs).query(String.class).list());
        jobs.stream()
                .filter(job -> !with.contains(job))
                .forEach(job -> entities.keep("selectIncidentsByConfiguration", job, List.of()));
    }
}
