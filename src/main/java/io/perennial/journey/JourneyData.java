package io.perennial.journey;

import io.perennial.platform.engine.runtime.ProcessRuntime;
import io.perennial.platform.sql.CustomerDataOwner;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Ends journeys before all other owners run, so that rows written by their end are reassigned or erased too. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class JourneyData implements CustomerDataOwner {

    private final Journeys journeys;
    private final ProcessRuntime processes;

    JourneyData(Journeys journeys, ProcessRuntime processes) {
        this.journeys = journeys;
        this.processes = processes;
    }

    /** The surviving customer keeps its own journeys. */
    @Override
    public void reassign(String from, String into) {
        journeys.end(from, "merged into " + into);
    }

    @Override
    public void erase(String customerId) {
        journeys.end(customerId, "erased");
        processes.deleteHistory(customerId);
    }
}
