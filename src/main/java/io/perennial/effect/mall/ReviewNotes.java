package io.perennial.effect.mall;

import io.perennial.customer.event.AcceptedEvent;
import io.perennial.customer.event.AcceptedEventListener;
import io.perennial.customer.event.EventType;
import io.perennial.platform.engine.runtime.ProcessRuntime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Updates the note for reviewers on whether an application could be approved, after each event that may change it. */
@Component
class ReviewNotes implements AcceptedEventListener {

    private static final Set<EventType> RELEVANT =
            EnumSet.of(EventType.CREDIT_ASSESSED, EventType.REPAYMENT_MADE, EventType.REPAYMENT_OVERDUE);

    private final ApplicationRepository applications;
    private final Eligibility eligibility;
    private final ProcessRuntime processes;

    ReviewNotes(ApplicationRepository applications, Eligibility eligibility, ProcessRuntime processes) {
        this.applications = applications;
        this.eligibility = eligibility;
        this.processes = processes;
    }

    @Override
    public void onAccepted(List<AcceptedEvent> events) {
        Set<String> customers = events.stream()
                .filter(event -> RELEVANT.contains(event.type()))
                .map(AcceptedEvent::customerId)
                .collect(Collectors.toSet());
        if (!customers.isEmpty()) {
            applications
                    .inReview(customers)
                    .forEach(application -> processes.setVariables(
                            application.processInstanceId(),
                            Map.of(
                                    ApplicationReview.ELIGIBLE_NOW,
                                    eligibility.evaluateInReview(application).note())));
        }
    }
}
