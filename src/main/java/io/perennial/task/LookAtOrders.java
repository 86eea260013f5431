package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.profile.ProfileBook;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Sets {@code ordered}: whether the customer has ordered, or has since the instant {@code since} if that is given. */
@Component
class LookAtOrders extends CustomerStep {

    private final ProfileBook profiles;

    LookAtOrders(Journeys journeys, ProfileBook profiles) {
        super(journeys);
        this.profiles = profiles;
    }

    @Override
    void act(Step step) {
        Object since = step.optional("since");
        step.set(
                JourneyVariables.ORDERED,
                since == null
                        ? profiles.read(step.customerId()).hasOrdered()
                        : profiles.orderedSince(step.customerId(), Instant.parse(since.toString())));
    }
}
