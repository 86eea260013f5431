package io.perennial.platform.engine.jobs;

import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import io.perennial.platform.engine.runtime.InstanceLoader;
import io.perennial.platform.engine.runtime.ProcessListener;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What a group of jobs needs before its first one runs: got in a few statements instead of several a job. */
@Component
class JobPreparation {

    private final JobRepository repository;
    private final InstanceLoader loader;
    private final ObjectProvider<ProcessListener> listeners;
    private final int groupSize;

    JobPreparation(
            JobRepository repository,
            InstanceLoader loader,
            ObjectProvider<ProcessListener> listeners,
            @Value("${perennial.jobs.group-size:100}") int groupSize) {
        this.repository = repository;
        this.loader = loader;
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
        loader.load(context, instances);
    }
}
