package io.perennial.platform.engine.time;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DueDateBusinessCalendar;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * Evaluates due dates in the business zone: "2026-03-31T09:00:00" is nine o'clock there, "P2D" the same local time in two days.
 */
class LocalDueDates extends DueDateBusinessCalendar {

    private final DueTime due;

    LocalDueDates(DueTime due) {
        this.due = due;
    }

    @Override
    public Date resolveDuedate(String date, Date start) {
        return date.startsWith("P")
                ? due.plus(start == null ? ClockUtil.getCurrentTime() : start, date)
                : due.parse(date);
    }
}
