package io.perennial.platform.engine.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AcquireJobsCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs the jobs that are due now without waiting for the job executor's poll, as the job executor does it: jobs are locked
 * first, so both may run side by side, on this node and on others.
 */
@Component
public class DueJobs {

    private static final Logger LOG = LoggerFactory.getLogger(DueJobs.class);

    private static final int PAGE = 200;

    /** How long to wait for jobs that somebody else is running. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProcessEngineConfigurationImpl configuration;
    private final ManagementService management;

    DueJobs(ProcessEngineConfigurationImpl configuration, ManagementService management) {
        this.configuration = configuration;
        this.management = management;
    }

    /**
     * Runs due jobs on that many threads until none is left; failures are left to the engine's retry.
     *
     * @return how many jobs were acquired and run here
     */
    public int run(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            return runOn(pool, threads);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running due jobs", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private int runOn(ExecutorService pool, int threads) throws InterruptedException {
        CompletionService<Void> running = new ExecutorCompletionService<>(pool);
        int run = 0;
        int inFlight = 0;
        long othersSince = System.nanoTime();
        while (true) {
            List<List<String>> batches = inFlight < threads * 2 ? acquire() : List.of();
            for (List<String> batch : batches) {
                running.submit(() -> execute(batch), null);
                inFlight++;
                run += batch.size();
            }
            if (!batches.isEmpty()) {
                othersSince = System.nanoTime();
                continue;
            }
            if (inFlight > 0) {
                finished(running.take());
                inFlight--;
                othersSince = System.nanoTime();
            } else if (due() == 0 || System.nanoTime() - othersSince > PATIENCE.toNanos()) {
                return run;
            } else {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private List<List<String>> acquire() {
        AcquiredJobs acquired = configuration
                .getCommandExecutorTxRequired()
                .execute(new AcquireJobsCmd(configuration.getJobExecutor(), PAGE));
        return acquired.getJobIdBatches();
    }

    /** As the executor's own threads do it, but whether the executor is running or not. */
    private void execute(List<String> batch) {
        JobExecutorContext context = new JobExecutorContext();
        List<String> queue = context.getCurrentProcessorJobQueue();
        queue.addAll(batch);
        Context.setJobExecutorContext(context);
        try {
            while (!queue.isEmpty()) {
                execute(queue.remove(0));
            }
        } finally {
            Context.removeJobExecutorContext();
        }
    }

    private void execute(String job) {
        try {
            ExecuteJobHelper.executeJob(job, configuration.getCommandExecutorTxRequired());
        } catch (RuntimeException failed) {
            LOG.debug("Job {} failed; the engine has noted it for a retry", job, failed);
        }
    }

    private static void finished(Future<Void> batch) throws InterruptedException {
        try {
            batch.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A batch of jobs broke off", e.getCause());
        }
    }

    /** How many jobs should have run by now and still may: not suspended, with retries left. */
    public long due() {
        return management.createJobQuery().active().executable().count();
    }
}
