package io.perennial.platform.engine.time;

import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.engine.EnginePlugin;
import org.camunda.bpm.engine.impl.calendar.CycleBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DueDateBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.DurationBusinessCalendar;
import org.camunda.bpm.engine.impl.calendar.MapBusinessCalendarManager;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Engine settings for timers: calendars in the business zone, due dates that chain over clock jumps. */
@Component
@Order(EnginePlugin.TIME)
class TimePlugin extends EnginePlugin {

    private final DueTime due;

    TimePlugin(BusinessClock clock) {
        this.due = new DueTime(clock.getZone());
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        MapBusinessCalendarManager calendars = new MapBusinessCalendarManager();
        calendars.addBusinessCalendar(DurationBusinessCalendar.NAME, new DueDateDurationCalendar(due));
        calendars.addBusinessCalendar(DueDateBusinessCalendar.NAME, new LocalDueDates(due));
        calendars.addBusinessCalendar(CycleBusinessCalendar.NAME, new ZonedCronCalendar(due));
        engine.setBusinessCalendarManager(calendars);
        engine.setCustomSessionFactories(append(engine.getCustomSessionFactories(), DueDateJobManager.factory(due)));
    }
}
