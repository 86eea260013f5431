package io.perennial.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.AcquireJobsCmd;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobsRunnable;
import org.springframework.stereotype.Component;

/**
 * Runs the jobs that are due now without waiting for the job executor's poll, as the job executor does it: jobs are locked
 * first, so both may run side by side, on this node and on others.
 */
@Component
public class DueJobs {

    /** How long to wait for jobs that somebody else is running. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProcessEngine engine;
    private final ProcessEngineConfigurationImpl configuration;
    private final ManagementService management;

    DueJobs(ProcessEngine engine, ProcessEngineConfigurationImpl configuration, ManagementService management) {
        this.engine = engine;
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
        Instant othersSince = Instant.now();
        while (true) {
            List<List<String>> batches = inFlight < threads * 2 ? acquire() : List.of();
            for (List<String> batch : batches) {
                running.submit(new ExecuteJobsRunnable(batch, (ProcessEngineImpl) engine), null);
                inFlight++;
                run += batch.size();
            }
            if (!batches.isEmpty()) {
                othersSince = Instant.now();
                continue;
            }
            if (inFlight > 0) {
                finished(running.take());
                inFlight--;
                othersSince = Instant.now();
            } else if (due() == 0 || othersSince.plus(PATIENCE).isBefore(Instant.now())) {
                return run;
            } else {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private List<List<String>> acquire() {
        AcquiredJobs acquired = configuration
                .getCommandExecutorTxRequired()
                .execute(new AcquireJobsCmd(configuration.getJobExecutor()));
        return acquired.getJobIdBatches();
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
