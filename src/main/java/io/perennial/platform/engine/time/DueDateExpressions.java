package io.perennial.platform.engine.time;

import io.perennial.platform.clock.BusinessClock;
import java.util.Date;
import org.springframework.stereotype.Component;

/** Expressions about the local day for task filters: {@code ${today.ends()}}. */
@Component("today") // used in stored filters
public class DueDateExpressions {

    private final BusinessClock clock;

    DueDateExpressions(BusinessClock clock) {
        this.clock = clock;
    }

    /** Start of the next day. */
    public Date ends() {
        return Date.from(clock.today().plusDays(1).atStartOfDay(clock.getZone()).toInstant());
    }
}
