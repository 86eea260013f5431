package io.perennial.platform.engine.jobs;

import io.perennial.platform.engine.jobs.JobRepository.DueJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts jobs into groups that may run in one command: of one activity, and no two of one process instance. */
final class JobGroups {

    private JobGroups() {}

    private static final class Group {

        private final List<DueJob> jobs = new ArrayList<>();
        private final Set<String> instances = new HashSet<>();

        boolean takes(DueJob job, int size) {
            return jobs.size() < size && !instances.contains(job.instance());
        }

        void add(DueJob job) {
            jobs.add(job);
            instances.add(job.instance());
        }
    }

    /** In the order of the jobs. One that failed before runs alone, so that it does not take others with it again. */
    static List<List<DueJob>> of(Collection<DueJob> jobs, int size) {
        List<Group> groups = new ArrayList<>();
        Map<String, Group> open = new HashMap<>();
        for (DueJob job : jobs) {
            boolean alone = job.instance() == null || job.definition() == null || job.failed();
            Group group = alone ? null : open.get(job.definition());
            if (group == null || !group.takes(job, size)) {
                group = new Group();
                groups.add(group);
                if (!alone) {
                    open.put(job.definition(), group);
                }
            }
            group.add(job);
        }
        return groups.stream().map(group -> group.jobs).toList();
    }
}
