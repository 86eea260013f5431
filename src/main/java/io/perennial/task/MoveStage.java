package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Moves the customer to {@code stage} with a {@code cause}; the journey of that stage starts in the same transaction. An illegal
 * stage change is not made but noted on the timeline.
 */
@Component
@ModelerTemplate(
        value = "Move to a stage",
        labelZh = "变更生命周期阶段",
        in = {
            @In(
                    value = "stage",
                    label = "Stage",
                    labelZh = "阶段",
                    choices = {"ACQUISITION", "ACTIVATION", "RETENTION", "CHURN_WARNING", "RECALL", "LOST"}),
            @In(value = "cause", label = "Cause", labelZh = "原因")
        })
class MoveStage extends CustomerStep {

    private final Journeys journeys;

    MoveStage(Journeys journeys) {
        super(journeys);
        this.journeys = journeys;
    }

    @Override
    protected void act(Step step) {
        journeys.changeStageIfLegal(
                new StageChange(step.key(), step.customerId(), Stage.valueOf(step.text("stage")), step.text("cause")));
    }
}
