package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.journey.Move;
import io.perennial.journey.Stage;
import java.util.List;
import org.springframework.stereotype.Component;

/** Moves the customer to {@code stage} with a {@code cause}; the journey of that stage starts in the same transaction. */
@Component
class MoveStage extends CustomerStep {

    private final Journeys journeys;

    MoveStage(Journeys journeys) {
        super(journeys);
        this.journeys = journeys;
    }

    @Override
    void act(Step step) {
        journeys.move(List.of(new Move(step.customerId(), Stage.valueOf(step.text("stage")), step.text("cause"))));
    }
}
