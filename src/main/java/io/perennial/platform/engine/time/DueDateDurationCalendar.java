package io.perennial.platform.engine.time;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;

/** Durations ("seven days") count from the time the current step was due, in the business zone. */
public class DueDateDurationCalendar extends DurationBusinessCalendar {

    private final DueTime due;

    public DueDateDurationCalendar(DueTime due) {
        this.due = due;
    }

    @Override
    public Date resolveDuedate(String duration, Date start) {
        Date from = start == null ? due.ofCurrentStep() : start;
        return duration.startsWith("P") && !duration.contains("/")
                ? due.plus(from, duration)
                : super.resolveDuedate(duration, from);
    }
}
