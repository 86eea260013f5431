package io.perennial.platform.engine.jobs;

import io.perennial.platform.engine.jobs.JobBacklog.Backlog;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Jobs are well unless more and more of them have been due for an hour. */
@Component
class JobBacklogHealthIndicator extends AbstractHealthIndicator {

    private final JobBacklog jobs;

    JobBacklogHealthIndicator(JobBacklog jobs) {
        this.jobs = jobs;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Backlog backlog = jobs.latest();
        health.status(jobs.isGrowing() ? Status.DOWN : Status.UP)
                .withDetail("due", backlog.due())
                .withDetail("oldestSeconds", backlog.oldest().toSeconds());
    }
}
