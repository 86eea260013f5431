package io.perennial.platform.engine.jobs;

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
import org.springframework.stereotype.Component;

/**
 * Runs due jobs without waiting for the job executor's next poll. Jobs are locked first as the job executor does it, so both
 * can run side by side, on this node and on others.
 */
@Component
public class DueJobs {

    private static final int PAGE = 200;

    /** How long to wait for jobs that run elsewhere. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private final ProcessEngineConfigurationImpl configuration;
    private final ManagementService management;
    private final JobRepository repository;
    private final JobPreparation preparation;

    DueJobs(
            ProcessEngineConfigurationImpl configuration,
            ManagementService management,
            JobRepository repository,
            JobPreparation preparation) {
        this.configuration = configuration;
        this.management = management;
        this.repository = repository;
        this.preparation = preparation;
    }

    /**
     * Runs due jobs on that many threads until none is left; failed jobs are retried by the engine.
     *
     * @return number of jobs acquired and run here
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
            } else if (due() == 0 || System.nanoTime() - othersSince > MAX_WAIT.toNanos()) {
                return run;
            } else {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private List<List<String>> acquire() {
        return configuration
                .getCommandExecutorTxRequired()
                .execute(new AcquireJobs(repository, configuration.getJobExecutor(), PAGE, preparation.groupSize()))
                .getJobIdBatches();
    }

    private void execute(List<String> batch) {
        new JobRun(batch, configuration, preparation, true).run();
    }

    private static void finished(Future<Void> batch) throws InterruptedException {
        try {
            batch.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A batch of jobs failed", e.getCause());
        }
    }

    /** Number of overdue jobs that are not suspended and have retries left. */
    public long due() {
        return management.createJobQuery().active().executable().count();
    }
}
