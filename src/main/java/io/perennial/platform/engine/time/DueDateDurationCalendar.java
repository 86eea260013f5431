package io.perennial.platform.engine.time;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;

/** Evaluates durations ("seven days") from the due time of the current step, in the business zone. */
class DueDateDurationCalendar extends DurationBusinessCalendar {

    private final DueTime due;

    DueDateDurationCalendar(DueTime due) {
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
