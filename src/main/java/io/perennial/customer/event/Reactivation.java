package io.perennial.customer.event;

import io.perennial.customer.profile.Fact;
import io.perennial.journey.Journeys;
import io.perennial.journey.Journeys.WakeUp;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Brings lost customers back who log in or order: to RETENTION, or to ACTIVATION while there is no first order. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Reactivation implements AcceptedEventListener {

    private static final Set<EventType> REACTIVATING_EVENTS = Set.of(EventType.LOGGED_IN, EventType.ORDER_PLACED);

    private final Journeys journeys;

    Reactivation(Journeys journeys) {
        this.journeys = journeys;
    }

    @Override
    public void onAccepted(List<AcceptedEvent> events) {
        Map<WakeUp, AcceptedEvent> candidates = new LinkedHashMap<>();
        for (AcceptedEvent event : events) {
            if (REACTIVATING_EVENTS.contains(event.type())
                    && event.wakesJourneys()
                    && event.profile().stage() == Stage.LOST) {
                candidates.putIfAbsent(EventPublisher.wakeUp(event.profile(), event.type(), event.occurredAt()), event);
            }
        }
        if (candidates.isEmpty()) {
            return;
        }
        Map<String, StageChange> changes = new LinkedHashMap<>();
        for (WakeUp wakeUp : journeys.findReactivating(candidates.keySet())) {
            changes.putIfAbsent(wakeUp.customerId(), stageChange(candidates.get(wakeUp)));
        }
        journeys.reactivate(List.copyOf(changes.values()));
    }

    private static StageChange stageChange(AcceptedEvent event) {
        boolean hasOrdered = ((Number) event.facts().get(Fact.ORDER_COUNT.key())).intValue() > 0;
        return new StageChange(
                "event:" + event.eventId(),
                event.customerId(),
                hasOrdered ? Stage.RETENTION : Stage.ACTIVATION,
                "came back");
    }
}
