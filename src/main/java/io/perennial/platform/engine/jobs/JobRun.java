package io.perennial.platform.engine.jobs;

import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.ProcessEngineLogger;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.UnlockJobCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.interceptor.ProcessDataContext;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.impl.util.ClassLoaderUtil;
import org.camunda.bpm.engine.management.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs locked jobs: those of one activity and of different process instances in one command and one commit, each in a context
 * of its own. When a group fails nothing of it has happened; it is halved until the failed job is alone, which the
 * engine then counts and retries.
 */
final class JobRun implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private static final LongAdder COMPLETED = new LongAdder();

    private final List<String> jobIds;
    private final ProcessEngineConfigurationImpl engine;
    private final JobPreparation preparation;
    private final boolean whileStopped;
    private final CommandExecutor commands;
    private final JobExecutor executor;

    /** @param whileStopped whether they run although the job executor does not */
    JobRun(
            List<String> jobIds,
            ProcessEngineConfigurationImpl engine,
            JobPreparation preparation,
            boolean whileStopped) {
        this.jobIds = jobIds;
        this.engine = engine;
        this.preparation = preparation;
        this.whileStopped = whileStopped;
        this.commands = engine.getCommandExecutorTxRequired();
        this.executor = engine.getJobExecutor();
    }

    /** How many jobs this node has completed. */
    static long completed() {
        return COMPLETED.sum();
    }

    /** Runs them, and the exclusive jobs that follow from them in their process instances. */
    @Override
    public void run() {
        JobExecutorContext context = new JobExecutorContext();
        List<String> queue = context.getCurrentProcessorJobQueue();
        queue.addAll(jobIds);
        Context.setJobExecutorContext(context);
        ClassLoader before = ClassLoaderUtil.switchToProcessEngineClassloader();
        try {
            while (!queue.isEmpty()) {
                List<String> round = List.copyOf(queue);
                queue.clear();
                for (List<DueJob> group : JobGroups.of(stillOurs(round), preparation.groupSize())) {
                    runOrUnlock(group);
                }
            }
            executor.jobWasAdded();
        } finally {
            Context.removeJobExecutorContext();
            ClassLoaderUtil.setContextClassloader(before);
        }
    }

    /** Without those that are gone, or were locked by another node after our lock was over. */
    private List<DueJob> stillOurs(List<String> ids) {
        Map<String, DueJob> found = new HashMap<>();
        preparation.jobs(ids).forEach(job -> found.put(job.id(), job));
        return ids.stream()
                .map(found::get)
                .filter(Objects::nonNull)
                .filter(job -> executor.getLockOwner().equals(job.owner()))
                .toList();
    }

    private void runOrUnlock(List<DueJob> group) {
        if (whileStopped || executor.isActive()) {
            run(group);
        } else {
            group.forEach(this::unlock);
        }
    }

    private void run(List<DueJob> group) {
        if (group.size() == 1) {
            runAlone(group.get(0).id());
        } else if (!runTogether(group)) {
            int half = group.size() / 2;
            runOrUnlock(group.subList(0, half));
            runOrUnlock(group.subList(half, group.size()));
        }
    }

    private boolean runTogether(List<DueJob> group) {
        try {
            commands.execute(context -> {
                preparation.prepare(context, group);
                group.forEach(job -> runWithin(job.id()));
                return null;
            });
        } catch (Throwable failed) {
            LOG.info("{} jobs do not commit together and are halved: {}", group.size(), failed.getMessage());
            LOG.debug("Why they do not", failed);
            return false;
        } finally {
            new ProcessDataContext(engine).clearMdc();
        }
        COMPLETED.add(group.size());
        if (engine.isMetricsEnabled()) {
            engine.getMetricsRegistry().markOccurrence(Metrics.JOB_SUCCESSFUL, group.size());
        }
        return true;
    }

    private void runWithin(String id) {
        try {
            commands.execute(new ExecuteJobsCmd(id, new JobFailureCollector(id)));
        } catch (RuntimeException failed) {
            throw new FailedInGroup(id, failed);
        }
    }

    /** Of a kind that the engine logs as detail only: the job fails again when it is alone, and is logged then. */
    private static final class FailedInGroup extends BadUserRequestException {

        private static final long serialVersionUID = 1L;

        FailedInGroup(String job, RuntimeException failure) {
            super("job " + job + ": " + failure.getMessage(), failure);
        }
    }

    /** As the engine does it: a failure is counted, and retried or raised as an incident. */
    private void runAlone(String id) {
        JobFailureCollector failure = new JobFailureCollector(id);
        try {
            ExecuteJobHelper.executeJob(id, commands, failure, new ExecuteJobsCmd(id, failure), engine);
            COMPLETED.increment();
        } catch (Throwable failed) {
            if (ProcessEngineLogger.shouldLogJobException(engine, failure.getJob())) {
                ExecuteJobHelper.LOGGING_HANDLER.exceptionWhileExecutingJob(id, failed);
            }
        } finally {
            new ProcessDataContext(engine).clearMdc();
        }
    }

    private void unlock(DueJob job) {
        try {
            commands.execute(new UnlockJobCmd(job.id()));
        } catch (Throwable failed) {
            LOG.warn("Job {} keeps its lock until that is over", job.id(), failed);
        }
    }
}
