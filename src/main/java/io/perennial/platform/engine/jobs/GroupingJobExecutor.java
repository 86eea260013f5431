package io.perennial.platform.engine.jobs;

import java.util.List;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;

/** The engine's job executor with an acquisition of its own, and jobs that run in groups. */
final class GroupingJobExecutor extends SpringJobExecutor {

    private final JobRepository repository;
    private final JobPreparation preparation;

    GroupingJobExecutor(JobRepository repository, JobPreparation preparation) {
        this.repository = repository;
        this.preparation = preparation;
    }

    @Override
    protected void ensureInitialization() {
        setAcquireJobsCmdFactory(jobs -> new AcquireJobs(repository, this, jobs, preparation.groupSize()));
        super.ensureInitialization();
    }

    @Override
    public Runnable getExecuteJobsRunnable(List<String> jobIds, ProcessEngineImpl engine) {
        return new JobRun(jobIds, engine.getProcessEngineConfiguration(), preparation, false);
    }
}
