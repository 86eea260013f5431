package io.perennial.customer.event;

import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.Tiers;
import io.perennial.journey.Journeys;
import io.perennial.journey.Journeys.WakeUp;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Passes accepted events on to listeners and journeys, in the transaction that stored them. */
@Component
class EventPublisher {

    private final EventStore store;
    private final AcceptedEventListeners listeners;
    private final Journeys journeys;
    private final Tiers tiers;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    EventPublisher(
            EventStore store,
            AcceptedEventListeners listeners,
            Journeys journeys,
            Tiers tiers,
            BusinessClock clock,
            SequenceIds sequence) {
        this.store = store;
        this.listeners = listeners;
        this.journeys = journeys;
        this.tiers = tiers;
        this.clock = clock;
        this.sequence = sequence;
    }

    void publish(IntakeSegment segment) {
        List<AcceptedEvent> events = segment.accepted();
        listeners.beforeJourneys(listener -> listener.onAccepted(events));
        journeys.startAcquisition(segment.newCustomers());
        journeys.wake(events.stream()
                .filter(AcceptedEvent::wakesJourneys)
                .map(event -> wakeUp(event.profile(), event.type(), event.occurredAt()))
                .distinct()
                .toList());
        tiers.applyChanges(segment.tierChanges());
        listeners.afterJourneys(listener -> listener.onAccepted(events));
    }

    static WakeUp wakeUp(Profile profile, EventType type, Instant occurredAt) {
        return new WakeUp(profile.customerId(), type.name(), occurredAt, profile.stageSince());
    }

    /** Stores repayments by erased customers, which change no profile, and passes them on. */
    void publishRepaymentsByErased(IntakeSegment segment) {
        Instant now = clock.instant();
        List<AcceptedEvent> repayments = segment.repaymentsByErased().stream()
                .map(event -> AcceptedEvent.of(event, sequence.next(), now)
                        .applied(segment.profile(event.customerId()), Map.of(), false))
                .toList();
        store.insert(repayments);
        repayments.forEach(listeners::onRepaymentByErased);
    }
}
