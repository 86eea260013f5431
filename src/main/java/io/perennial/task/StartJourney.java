package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.journey.Journeys.StartRequest;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Starts another {@code journey} of the customer that does not end with this one; {@code why} is shown in its tasks. If it is
 * running already, it is run again after its end.
 */
@Component
@ModelerTemplate(
        value = "Start a journey",
        labelZh = "启动旅程",
        in = {
            @In(value = "journey", label = "Id of the process", labelZh = "流程 ID"),
            @In(value = "why", label = "Why", labelZh = "原因")
        })
class StartJourney extends CustomerStep {

    private final Journeys journeys;

    StartJourney(Journeys journeys) {
        super(journeys);
        this.journeys = journeys;
    }

    @Override
    protected void act(Step step) {
        journeys.start(List.of(new StartRequest(step.customerId(), step.text("journey"), step.text("why"), Map.of())));
    }
}
