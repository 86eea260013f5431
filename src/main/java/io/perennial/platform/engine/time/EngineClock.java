package io.perennial.platform.engine.time;

import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Synchronises the engine's clock with the business clock, and wakes the job executor after a change. */
@Component
class EngineClock implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(EngineClock.class);

    /** Releases locks of killed processes at the start: with a simulated clock they would never expire. */
    private static final String RELEASE_LOCKS =
            "update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null where LOCK_OWNER_ is not null";

    /**
     * Lock duration longer than most jumps (24 days): a lock that expires by a jump would let a second thread run the same job.
     */
    private static final int LOCK_OVER_JUMPS = Integer.MAX_VALUE;

    private static final String REPEATING =
            "select ID_, REPEAT_ from ACT_RU_JOB where REPEAT_ is not null and DUEDATE_ is not null";

    private final BusinessClock clock;
    private final DueTime due;
    private final ProcessEngineConfigurationImpl engine;
    private final ManagementService management;
    private final JdbcClient sql;
    private volatile boolean started;

    EngineClock(
            BusinessClock clock, ProcessEngineConfigurationImpl engine, ManagementService management, JdbcClient sql) {
        this.clock = clock;
        this.due = new DueTime(clock.getZone());
        this.engine = engine;
        this.management = management;
        this.sql = sql;
        clock.addListener(this::synchronize);
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (clock.isSimulated()) {
            sql.sql(RELEASE_LOCKS).update();
            if (engine.getJobExecutor() != null) {
                engine.getJobExecutor().setLockTimeInMillis(LOCK_OVER_JUMPS);
            }
        }
        started = true;
    }

    private void synchronize(BusinessClock moved) {
        if (started) {
            moveCronTimers(moved.instant());
        }
        if (moved.isSimulated()) {
            ClockUtil.setCurrentTime(Date.from(moved.instant()));
        } else {
            ClockUtil.reset();
        }
        if (started) {
            JobExecutor jobs = engine.getJobExecutor();
            if (jobs != null && jobs.isActive()) {
                jobs.jobWasAdded();
            }
        }
    }

    /**
     * Moves a missed cron timer to its latest time, after everything due before that; if the clock was moved backward, moves timers
     * to their next time from now.
     */
    private void moveCronTimers(Instant now) {
        boolean backward = now.isBefore(ClockUtil.getCurrentTime().toInstant());
        record Repeating(String id, String cycle) {}
        List<Repeating> repeating = sql.sql(REPEATING)
                .query((row, n) -> new Repeating(row.getString("ID_"), row.getString("REPEAT_")))
                .list();
        for (Repeating timer : repeating) {
            if (!DueTime.isCron(timer.cycle())) {
                continue;
            }
            var job = management.createJobQuery().jobId(timer.id()).singleResult();
            if (job == null) {
                continue;
            }
            Date meant = job.getDuedate();
            if (backward) {
                meant = due.next(timer.cycle(), Date.from(now));
            } else if (meant.toInstant().isBefore(now)) {
                Date latest = due.latestPassed(timer.cycle(), meant, Date.from(now));
                meant = latest.after(meant) ? latest : meant;
            }
            if (!meant.equals(job.getDuedate())) {
                moveTo(timer.id(), meant);
            }
        }
    }

    private void moveTo(String timer, Date due) {
        try {
            management.setJobDuedate(timer, due);
        } catch (OptimisticLockingException e) {
            LOG.debug("Timer {} is running at this moment; it computes its latest time itself", timer, e);
        }
    }
}
