package io.perennial.platform.engine.time;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeConstants;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.Duration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.joda.time.DateTimeZone;
import org.joda.time.format.ISODateTimeFormat;
import org.springframework.scheduling.support.CronExpression;

/**
 * Base time of a step: the due time of the current job if it is late, so that timers chained over a clock jump or an outage
 * fire on the days they would have fired on; otherwise now. Days, months and dates are in the business zone, independent of the
 * machine's zone.
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

    /**
     * First time after the given one at which the cron expression is due. A local time skipped by a change to summer time is
     * due at the change, a time repeated by the change back only once; hourly crons are due in every hour.
     */
    Date next(String cron, Date after) {
        return Date.from(next(cron, at(after.toInstant())).toInstant());
    }

    private ZonedDateTime next(String cron, ZonedDateTime after) {
        CronExpression expression = CronExpression.parse(cron);
        ZonedDateTime next;
        if (isHourly(cron)) {
            next = expression.next(after);
        } else {
            LocalDateTime local = after.toLocalDateTime();
            do {
                local = expression.next(local);
                next = local == null ? null : local.atZone(zone);
            } while (next != null && !next.isAfter(after));
        }
        if (next == null) {
            throw new IllegalArgumentException("The timer " + cron + " never fires");
        }
        return next;
    }

    private static boolean isHourly(String cron) {
        String[] fields = cron.strip().split("\\s+");
        return fields.length == 1 ? cron.strip().equals("@hourly") : fields[2].startsWith("*");
    }

    /** Latest due time until now, so that only the latest of several missed times counts. */
    Date latestPassed(String cron, Date due, Date now) {
        ZonedDateTime end = at(now.toInstant());
        ZonedDateTime latest = at(due.toInstant());
        for (ChronoUnit window : WINDOWS) {
            ZonedDateTime next = next(cron, end.minus(1, window));
            if (!next.isAfter(end)) {
                latest = next.isAfter(latest) ? next : latest;
                break;
            }
        }
        for (ZonedDateTime next = next(cron, latest); !next.isAfter(end); next = next(cron, latest)) {
            latest = next;
        }
        return Date.from(latest.toInstant());
    }

    /** @param duration ISO 8601, such as P7D, P2W or PT2H; seven days end at the same local time */
    Date plus(Date start, String duration) {
        Duration parsed = parsed(duration);
        ZonedDateTime end = at(start.toInstant())
                .plus(Period.of(
                        field(parsed, DatatypeConstants.YEARS),
                        field(parsed, DatatypeConstants.MONTHS),
                        field(parsed, DatatypeConstants.DAYS)))
                .plusHours(field(parsed, DatatypeConstants.HOURS))
                .plusMinutes(field(parsed, DatatypeConstants.MINUTES));
        BigDecimal seconds = (BigDecimal) parsed.getField(DatatypeConstants.SECONDS);
        return Date.from(
                seconds == null
                        ? end.toInstant()
                        : end.plus(seconds.movePointRight(3).longValue(), ChronoUnit.MILLIS)
                                .toInstant());
    }

    /** @param date ISO 8601; in the business zone if it has no offset */
    Date parse(String date) {
        return ISODateTimeFormat.dateTimeParser()
                .withZone(DateTimeZone.forTimeZone(TimeZone.getTimeZone(zone)))
                .parseDateTime(date)
                .toDate();
    }

    private static Duration parsed(String duration) {
        String text = duration.strip();
        try {
            return DatatypeFactory.newInstance()
                    .newDuration(
                            text.matches("P\\d+W")
                                    ? "P" + 7 * Integer.parseInt(text.substring(1, text.length() - 1)) + "D"
                                    : text);
        } catch (DatatypeConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int field(Duration duration, DatatypeConstants.Field field) {
        Number value = duration.getField(field);
        return value == null ? 0 : Math.multiplyExact(duration.getSign(), value.intValue());
    }

    private ZonedDateTime at(Instant instant) {
        return instant.atZone(zone);
    }
}
