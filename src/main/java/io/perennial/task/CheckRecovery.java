package io.perennial.task;

import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.ProfileService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Sets {@code recovered}: whether at least two bills in a row were paid on time. */
@Component
@ModelerTemplate(
        value = "Check the recovery",
        labelZh = "检查恢复情况",
        sets = {"recovered"})
class CheckRecovery extends CustomerStep {

    private final ProfileService profiles;

    CheckRecovery(Journeys journeys, ProfileService profiles) {
        super(journeys);
        this.profiles = profiles;
    }

    @Override
    protected void act(Step step) {
        String onTime = Fact.BILLS_ON_TIME_IN_A_ROW.key();
        Map<String, Object> facts = profiles.facts(step.customerId(), List.of(onTime));
        step.set(JourneyVariables.RECOVERED, (int) facts.get(onTime) >= 2);
    }
}
