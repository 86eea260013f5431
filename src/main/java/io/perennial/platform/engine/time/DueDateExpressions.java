package io.perennial.platform.engine.time;

import io.perennial.platform.clock.BusinessClock;
import java.util.Date;
import org.springframework.stereotype.Component;

/** The local day, as the filters of the task list ask for it: {@code ${today.ends()}}. */
@Component("today") // named in stored filters
public class DueDateExpressions {

    private final BusinessClock clock;

    DueDateExpressions(BusinessClock clock) {
        this.clock = clock;
    }

    /** When the next day begins. */
    public Date ends() {
        return Date.from(clock.today().plusDays(1).atStartOfDay(clock.getZone()).toInstant());
    }
}
