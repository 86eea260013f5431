package io.perennial.platform.engine.jobs;

import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * Locks a page of due jobs, the most urgent first and among these the longest due, and parts it into what one thread runs. It
 * takes as long with half a million due as with a thousand, and what another node is acquiring is skipped. Of a process
 * instance with an exclusive job under way no other exclusive job is taken, on any node.
 */
final class AcquireJobs implements Command<AcquiredJobs> {

    /** How many pages are looked through when nothing on a page may be taken. */
    private static final int PAGES = 5;

    private final JobRepository repository;
    private final JobExecutor executor;
    private final int limit;
    private final int groupSize;

    AcquireJobs(JobRepository repository, JobExecutor executor, int limit, int groupSize) {
        this.repository = repository;
        this.executor = executor;
        this.limit = limit;
        this.groupSize = groupSize;
    }

    @Override
    public AcquiredJobs execute(CommandContext context) {
        AcquiredJobs acquired = new AcquiredJobs(limit);
        Date now = ClockUtil.getCurrentTime();
        List<DueJob> jobs = new ArrayList<>();
        Optional<Long> urgency = repository.nextUrgency(Long.MIN_VALUE);
        while (urgency.isPresent() && jobs.size() < limit) {
            addTo(jobs, urgency.get(), now);
            urgency = repository.nextUrgency(urgency.get());
        }
        if (!jobs.isEmpty()) {
            repository.lock(
                    jobs.stream().map(DueJob::id).toList(),
                    executor.getLockOwner(),
                    new Date(now.getTime() + executor.getLockTimeInMillis()));
            batches(jobs).forEach(acquired::addJobIdBatch);
        }
        return acquired;
    }

    private void addTo(List<DueJob> jobs, long urgency, Date now) {
        jobs.addAll(held(repository.expired(urgency, now, limit - jobs.size()), now));
        for (int page = 0; page < PAGES && jobs.size() < limit; page++) {
            int size = limit - jobs.size();
            List<DueJob> free = repository.free(urgency, now, size, page * limit);
            List<DueJob> held = held(free, now);
            jobs.addAll(held);
            if (free.size() < size || !held.isEmpty()) {
                return;
            }
        }
    }

    /** Without those that another node is acquiring, or whose process instance is at work elsewhere. */
    private List<DueJob> held(List<DueJob> candidates, Date now) {
        Set<String> heldJobs =
                repository.holdJobs(candidates.stream().map(DueJob::id).toList(), now);
        List<DueJob> jobs =
                candidates.stream().filter(job -> heldJobs.contains(job.id())).toList();
        Set<String> held = repository.holdInstances(
                jobs.stream().filter(AcquireJobs::isBound).map(DueJob::instance).collect(Collectors.toSet()));
        Set<String> atWork = repository.atWork(held, now);
        return jobs.stream()
                .filter(job -> !isBound(job) || held.contains(job.instance()) && !atWork.contains(job.instance()))
                .toList();
    }

    private static boolean isBound(DueJob job) {
        return job.exclusive() && job.instance() != null;
    }

    /** The exclusive jobs of one process instance stay together, for one thread; the rest goes by groups. */
    private List<List<String>> batches(List<DueJob> jobs) {
        Map<String, List<DueJob>> ofInstance = new LinkedHashMap<>();
        jobs.stream()
                .filter(AcquireJobs::isBound)
                .forEach(job -> ofInstance
                        .computeIfAbsent(job.instance(), instance -> new ArrayList<>())
                        .add(job));
        List<List<DueJob>> batches = new ArrayList<>(JobGroups.of(
                jobs.stream()
                        .filter(job ->
                                !isBound(job) || ofInstance.get(job.instance()).size() == 1)
                        .toList(),
                groupSize));
        ofInstance.values().stream().filter(several -> several.size() > 1).forEach(batches::add);
        return batches.stream()
                .map(batch -> (List<String>)
                        new ArrayList<>(batch.stream().map(DueJob::id).toList()))
                .toList();
    }
}
