package io.perennial.platform.engine.time;

import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** Evaluates repeating timers in the business zone: "0 0 2 * * *" is 02:00 there, "R/P1D" the same local time every day. */
class ZonedCronCalendar extends CycleBusinessCalendar {

    private static final Pattern REPEATED = Pattern.compile("R(\\d*)/(?:([^P/][^/]*)/)?(P[^/]+)");

    private final DueTime due;

    ZonedCronCalendar(DueTime due) {
        this.due = due;
    }

    @Override
    public Date resolveDuedate(String cycle, Date start, long repeatOffset) {
        Date from = start == null ? ClockUtil.getCurrentTime() : start;
        if (DueTime.isCron(cycle)) {
            return due.next(cycle, from);
        }
        Matcher repeated = REPEATED.matcher(cycle);
        return repeated.matches()
                ? next(repeated, from, repeatOffset)
                : super.resolveDuedate(cycle, start, repeatOffset);
    }

    /** Next time of an ISO 8601 cycle, counted as the engine does; null after the last one. */
    private Date next(Matcher repeated, Date from, long repeatOffset) {
        int times = repeated.group(1).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(repeated.group(1));
        Date unmoved = new Date(from.getTime() - repeatOffset);
        Date next = repeated.group(2) == null ? from : due.parse(repeated.group(2));
        for (int i = 0; i < times && !next.after(unmoved); i++) {
            next = due.plus(next, repeated.group(3));
        }
        return next.before(unmoved) ? null : new Date(next.getTime() + repeatOffset);
    }
}
