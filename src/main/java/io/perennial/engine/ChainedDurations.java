package io.perennial.engine;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;

/** Durations ("seven days") count from the time the current step was due. */
class ChainedDurations extends DurationBusinessCalendar {

    private final DueTime due;

    ChainedDurations(DueTime due) {
        this.due = due;
    }

    @Override
    public Date resolveDuedate(String duration, Date start) {
        return super.resolveDuedate(duration, start == null ? due.ofCurrentStep() : start);
    }
}
