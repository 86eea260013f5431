package io.perennial.task;

import io.perennial.customer.profile.ProfileService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Sets {@code ordered}: whether the customer has ordered at all, or since the instant {@code since}. */
@Component
@ModelerTemplate(
        value = "Check orders",
        labelZh = "查看订单",
        in = {@In(value = "since", label = "Since (an instant), else ever", labelZh = "起始时刻，缺省为全部", optional = true)},
        sets = {"ordered"})
class LookAtOrders extends CustomerStep {

    private final ProfileService profiles;

    LookAtOrders(Journeys journeys, ProfileService profiles) {
        super(journeys);
        this.profiles = profiles;
    }

    @Override
    protected void act(Step step) {
        Object since = step.optional("since");
        step.set(
                JourneyVariables.ORDERED,
                since == null
                        ? profiles.read(step.customerId()).hasOrdered()
                        : profiles.orderedSince(step.customerId(), Instant.parse(since.toString())));
    }
}
