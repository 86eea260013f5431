package io.perennial.platform.engine.jobs;

import static java.util.stream.Collectors.groupingBy;

import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import io.perennial.platform.engine.runtime.ProcessListener;
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
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What a group of jobs needs before its first one runs: got in a few statements instead of several a job. */
@Component
class JobPreparation {

    private final JobRepository repository;
    private final ObjectProvider<ProcessListener> listeners;
    private final int groupSize;

    JobPreparation(
            JobRepository repository,
            ObjectProvider<ProcessListener> listeners,
            @Value("${perennial.jobs.group-size:100}") int groupSize) {
        this.repository = repository;
        this.listeners = listeners;
        this.groupSize = groupSize;
    }

    /** How many jobs run in one command at most. */
    int groupSize() {
        return groupSize;
    }

    Collection<DueJob> jobs(List<String> ids) {
        return repository.jobs(ids);
    }

    /** The customers first: what changes their process instances holds them, so that what is read then is the latest. */
    void prepare(CommandContext context, List<DueJob> group) {
        Set<String> instances = group.stream().map(DueJob::instance).collect(Collectors.toCollection(TreeSet::new));
        Set<String> customers = new TreeSet<>(repository.businessKeys(instances));
        if (!customers.isEmpty()) {
            listeners.orderedStream().forEach(listener -> listener.beforeJobs(customers));
        }
        load(context, instances, group.stream().map(DueJob::id).toList());
    }

    private void load(CommandContext context, Set<String> instances, List<String> jobs) {
        PreparedEntities entities = PreparedEntities.of(context);
        List<ExecutionEntity> executions = executions(context, List.copyOf(instances));
        executions.stream()
                .collect(groupingBy(ExecutionEntity::getProcessInstanceId))
                .forEach((instance, tree) -> entities.keep("selectExecutionsByProcessInstanceId", instance, tree));
        Map<String, List<JobEntity>> jobsOf = context
                .getJobManager()
                .findJobsByQueryCriteria((JobQueryImpl) new JobQueryImpl().processInstanceIds(instances), null)
                .stream()
                .map(JobEntity.class::cast)
                .filter(job -> job.getExecutionId() != null)
                .collect(groupingBy(JobEntity::getExecutionId));
        Map<String, List<VariableInstanceEntity>> variablesOf = context
                .getVariableInstanceManager()
                .findVariableInstanceByQueryCriteria(
                        (VariableInstanceQueryImpl)
                                new VariableInstanceQueryImpl().processInstanceIdIn(instances.toArray(String[]::new)),
                        null)
                .stream()
                .map(VariableInstanceEntity.class::cast)
                .filter(variable -> variable.getExecutionId() != null && variable.getTaskId() == null)
                .collect(groupingBy(VariableInstanceEntity::getExecutionId));
        for (ExecutionEntity execution : executions) {
            String id = execution.getId();
            entities.keep("selectJobsByExecutionId", id, jobsOf.getOrDefault(id, List.of()));
            entities.keep("selectVariablesByExecutionId", id, variablesOf.getOrDefault(id, List.of()));
        }
        Set<String> withIncidents = repository.withIncidents(jobs);
        jobs.stream()
                .filter(job -> !withIncidents.contains(job))
                .forEach(job -> entities.keep("selectIncidentsByConfiguration", job, List.of()));
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
}
