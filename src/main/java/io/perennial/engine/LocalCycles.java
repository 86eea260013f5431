package io.perennial.engine;

import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** Cron timers in the business's own time zone: "0 0 2 * * *" is two at night where the customers sleep. */
class LocalCycles extends CycleBusinessCalendar {

    private final DueTime due;

    LocalCycles(DueTime due) {
        this.due = due;
    }

    @Override
    public Date resolveDuedate(String cycle, Date start, long repeatOffset) {
        return DueTime.isCron(cycle)
                ? due.next(cycle, start == null ? ClockUtil.getCurrentTime() : start)
                : super.resolveDuedate(cycle, start, repeatOffset);
    }
}
