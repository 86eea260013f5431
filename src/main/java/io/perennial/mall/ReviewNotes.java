package io.perennial.mall;

import io.perennial.engine.Processes;
import io.perennial.event.Aftermath;
import io.perennial.event.EventType;
import io.perennial.event.Happening;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Shows reviewers whether an application could still be approved, after each event that may change the answer. */
@Component
class ReviewNotes implements Aftermath {

    private static final Set<EventType> MATTER =
            EnumSet.of(EventType.CREDIT_ASSESSED, EventType.REPAYMENT_MADE, EventType.REPAYMENT_OVERDUE);

    private final ApplicationRepository applications;
    private final Eligibility eligibility;
    private final Processes processes;

    ReviewNotes(ApplicationRepository applications, Eligibility eligibility, Processes processes) {
        this.applications = applications;
        this.eligibility = eligibility;
        this.processes = processes;
    }

    @Override
    public void follow(List<Happening> happenings) {
        Set<String> customers = happenings.stream()
                .filter(happening -> MATTER.contains(happening.type()))
                .map(Happening::customerId)
                .collect(Collectors.toSet());
        if (!customers.isEmpty()) {
            applications
                    .inReview(customers)
                    .forEach(application -> processes.set(
                            application.processInstanceId(),
                            Map.of(
                                    Applications.ELIGIBLE_NOW,
                                    eligibility.ofReview(application).note())));
        }
    }
}
