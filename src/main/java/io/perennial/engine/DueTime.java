package io.perennial.engine;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.scheduling.support.CronExpression;

/**
 * The moment a step counts from: when the job that runs is late, the time it was due, so that timers chained over a clock
 * jump or a standstill fire on the days they would have fired on; else now.
 */
class DueTime {

    private static final List<ChronoUnit> WINDOWS =
            List.of(ChronoUnit.MINUTES, ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.MONTHS, ChronoUnit.YEARS);

    private final ZoneId zone;

    DueTime(ZoneId zone) {
        this.zone = zone;
    }

    Date ofCurrentStep() {
        Date now = ClockUtil.getCurrentTime();
        CommandContext context = Context.getCommandContext();
        JobEntity job = context == null ? null : context.getCurrentJob();
        if (job == null || job.getDuedate() == null || !job.getDuedate().before(now)) {
            return now;
        }
        return job instanceof TimerEntity timer && isCron(timer.getRepeat())
                ? latestPassed(timer.getRepeat(), job.getDuedate(), now)
                : job.getDuedate();
    }

    static boolean isCron(String cycle) {
        return cycle != null && !cycle.startsWith("R");
    }

    Date next(String cron, Date after) {
        ZonedDateTime next = CronExpression.parse(cron).next(at(after.toInstant()));
        if (next == null) {
            throw new IllegalArgumentException("The timer " + cron + " never fires");
        }
        return Date.from(next.toInstant());
    }

    /** The last time the cron fell due until now, so that a jump over many of them counts from the latest only. */
    Date latestPassed(String cron, Date due, Date now) {
        CronExpression expression = CronExpression.parse(cron);
        ZonedDateTime end = at(now.toInstant());
        ZonedDateTime latest = at(due.toInstant());
        for (ChronoUnit window : WINDOWS) {
            ZonedDateTime next = expression.next(end.minus(1, window));
            if (next != null && !next.isAfter(end)) {
                latest = next.isAfter(latest) ? next : latest;
                break;
            }
        }
        for (ZonedDateTime next = expression.next(latest);
                next != null && !next.isAfter(end);
                next = expression.next(latest)) {
            latest = next;
        }
        return Date.from(latest.toInstant());
    }

    private ZonedDateTime at(Instant instant) {
        return instant.atZone(zone);
    }
}
