package io.perennial.platform.engine.migration;

import io.perennial.platform.api.ApiException;
import io.perennial.platform.engine.runtime.ProcessListener;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.batch.Batch;
import org.camunda.bpm.engine.batch.BatchStatistics;
import org.camunda.bpm.engine.batch.history.HistoricBatch;
import org.camunda.bpm.engine.management.ActivityStatistics;
import org.camunda.bpm.engine.migration.MigrationInstruction;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Migrates running instances of a process to another version, with a preview and for chosen activities or a share of the
 * instances.
 */
@Service
public class ModelMigration {

    /**
     * Preview of a migration.
     *
     * @param gone activities that the other version no longer has, occupied or not
     */
    public record Preview(String process, int from, int to, long running, List<Cohort> activities, List<String> gone) {}

    /**
     * Instances at one activity.
     *
     * @param mapsTo activity in the other version; null if there is none
     */
    public record Cohort(String activity, String name, int instances, String mapsTo) {}

    /** A started migration: number of instances that are migrated, that remain, and that cannot be migrated. */
    public record Moving(String batchId, int moving, int left, int cannot) {}

    /** Progress of a migration. */
    public record Progress(String batchId, int total, int done, int failed, boolean over, List<String> problems) {}

    private static final int BATCH = 500;

    private final RuntimeService runtime;
    private final RepositoryService repository;
    private final ManagementService management;
    private final HistoryService history;
    private final ObjectProvider<ProcessListener> listeners;

    ModelMigration(
            RuntimeService runtime,
            RepositoryService repository,
            ManagementService management,
            HistoryService history,
            ObjectProvider<ProcessListener> listeners) {
        this.runtime = runtime;
        this.repository = repository;
        this.management = management;
        this.history = history;
        this.listeners = listeners;
    }

    /** @throws ApiException UNKNOWN_VERSION or INVALID */
    @Transactional(readOnly = true)
    public Preview preview(String process, int from, int to) {
        ProcessDefinition source = version(process, from);
        ProcessDefinition target = version(process, to);
        Map<String, String> mapped = mapped(source, target);
        List<Cohort> cohorts = new ArrayList<>();
        BpmnModelInstance model = repository.getBpmnModelInstance(source.getId());
        management
                .createActivityStatisticsQuery(source.getId())
                .unlimitedList()
                .forEach(at -> cohorts.add(cohort(at, model, mapped)));
        cohorts.sort(Comparator.comparing(Cohort::activity));
        return new Preview(
                process,
                from,
                to,
                running(source),
                cohorts,
                gone(model, repository.getBpmnModelInstance(target.getId())));
    }

    private static Cohort cohort(ActivityStatistics at, BpmnModelInstance model, Map<String, String> mapped) {
        FlowElement element = model.getModelElementById(at.getId());
        return new Cohort(
                at.getId(), element == null ? null : element.getName(), at.getInstances(), mapped.get(at.getId()));
    }

    /** Activities that the other version no longer has, or only with another type. */
    private static List<String> gone(BpmnModelInstance model, BpmnModelInstance other) {
        return model.getModelElementsByType(Activity.class).stream()
                .filter(activity -> {
                    ModelElementInstance counterpart = other.getModelElementById(activity.getId());
                    return counterpart == null
                            || !counterpart
                                    .getElementType()
                                    .getTypeName()
                                    .equals(activity.getElementType().getTypeName());
                })
                .map(FlowElement::getId)
                .sorted()
                .toList();
    }

    /**
     * Migrates instances in an engine batch.
     *
     * @param activity only instances at this activity; null for all
     * @param share    share of those, between 0 and 1: first a canary, then the rest
     * @throws ApiException UNKNOWN_VERSION, INVALID or NOTHING_TO_MOVE
     */
    @Transactional
    public Moving move(String process, int from, int to, String activity, BigDecimal share) {
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw ApiException.invalid("share must be more than 0 and at most 1.");
        }
        ProcessDefinition source = version(process, from);
        ProcessDefinition target = version(process, to);
        MigrationPlan plan = plan(source, target);
        Set<String> stuck = stuck(source, mapped(plan).keySet());
        List<ProcessInstance> cohort = cohort(source, activity);
        List<String> able = cohort.stream()
                .map(ProcessInstance::getId)
                .filter(instance -> !stuck.contains(instance))
                .sorted(Comparator.comparing(ModelMigration::draw).thenComparing(Comparator.naturalOrder()))
                .toList();
        notifyUnmigratable(cohort, stuck, from, to);
        if (able.isEmpty()) {
            return new Moving(null, 0, 0, cohort.size());
        }
        int turn = share.multiply(BigDecimal.valueOf(able.size()))
                .setScale(0, RoundingMode.CEILING)
                .intValue();
        Batch batch = runtime.newMigration(plan)
                .processInstanceIds(able.subList(0, turn))
                .executeAsync();
        return new Moving(batch.getId(), turn, able.size() - turn, cohort.size() - able.size());
    }

    /** Pseudo-random but stable order of instances. */
    private static int draw(String instance) {
        return Integer.reverse(instance.hashCode() * 0x9E3779B1);
    }

    private void notifyUnmigratable(List<ProcessInstance> cohort, Set<String> stuck, int from, int to) {
        cohort.stream()
                .filter(instance -> stuck.contains(instance.getId()))
                .forEach(instance -> listeners
                        .orderedStream()
                        .forEach(listener -> listener.notMigrated(
                                instance.getProcessDefinitionKey(),
                                instance.getBusinessKey(),
                                instance.getId(),
                                from,
                                to)));
    }

    private List<ProcessInstance> cohort(ProcessDefinition source, String activity) {
        var query = runtime.createProcessInstanceQuery().processDefinitionId(source.getId());
        return (activity == null ? query : query.activityIdIn(activity)).unlimitedList();
    }

    /** Instances with an active activity that the other version does not have. */
    private Set<String> stuck(ProcessDefinition source, Set<String> mapped) {
        List<String> unmapped = management.createActivityStatisticsQuery(source.getId()).unlimitedList().stream()
                .map(ActivityStatistics::getId)
                .filter(activity -> !mapped.contains(activity))
                .toList();
        return unmapped.isEmpty()
                ? Set.of()
                : runtime
                        .createProcessInstanceQuery()
                        .processDefinitionId(source.getId())
                        .activityIdIn(unmapped.toArray(String[]::new))
                        .unlimitedList()
                        .stream()
                        .map(ProcessInstance::getId)
                        .collect(Collectors.toSet());
    }

    /** @throws ApiException UNKNOWN_BATCH when there is no such batch, or its history was deleted */
    @Transactional(readOnly = true)
    public Progress progress(String batchId) {
        BatchStatistics batch =
                management.createBatchStatisticsQuery().batchId(batchId).singleResult();
        if (batch == null) {
            return completed(batchId);
        }
        Set<String> problems = new TreeSet<>();
        management
                .createJobQuery()
                .jobDefinitionId(batch.getBatchJobDefinitionId())
                .withException()
                .listPage(0, BATCH)
                .stream()
                .map(Job::getExceptionMessage)
                .forEach(problems::add);
        boolean over = batch.getRemainingJobs() == 0 && batch.getJobsCreated() == batch.getTotalJobs();
        return new Progress(
                batchId,
                batch.getTotalJobs(),
                batch.getCompletedJobs(),
                batch.getFailedJobs(),
                over,
                List.copyOf(problems));
    }

    /** Progress of a completed batch, which only history still contains. */
    private Progress completed(String batchId) {
        HistoricBatch batch =
                history.createHistoricBatchQuery().batchId(batchId).singleResult();
        if (batch == null) {
            throw new ApiException(HttpStatus.NOT_FOUND, "UNKNOWN_BATCH", "There is no migration " + batchId + ".");
        }
        return new Progress(batchId, batch.getTotalJobs(), batch.getTotalJobs(), 0, true, List.of());
    }

    private ProcessDefinition version(String process, int version) {
        ProcessDefinition definition = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .processDefinitionVersion(version)
                .withoutTenantId()
                .singleResult();
        if (definition == null) {
            throw new ApiException(
                    HttpStatus.NOT_FOUND, "UNKNOWN_VERSION", "There is no version " + version + " of " + process + ".");
        }
        return definition;
    }

    /** Migration plan for equal activities; timers keep their due dates. */
    private MigrationPlan plan(ProcessDefinition source, ProcessDefinition target) {
        if (source.getId().equals(target.getId())) {
            throw ApiException.invalid("from and to are the same version.");
        }
        return runtime.createMigrationPlan(source.getId(), target.getId())
                .mapEqualActivities()
                .build();
    }

    private Map<String, String> mapped(ProcessDefinition source, ProcessDefinition target) {
        return mapped(plan(source, target));
    }

    private static Map<String, String> mapped(MigrationPlan plan) {
        Map<String, String> mapped = new TreeMap<>();
        for (MigrationInstruction instruction : plan.getInstructions()) {
            mapped.put(instruction.getSourceActivityId(), instruction.getTargetActivityId());
        }
        return mapped;
    }

    private long running(ProcessDefinition source) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionId(source.getId())
                .count();
    }
}
