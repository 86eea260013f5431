package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.points.PointsService;
import io.perennial.task.DesignerTool.In;
import io.perennial.task.DesignerTool.Kind;
import org.springframework.stereotype.Component;

/** Awards {@code points} for {@code reason}; zero points are none. */
@Component
@DesignerTool(
        value = "Award points",
        chinese = "奖励积分",
        in = {
            @In(value = "points", label = "Points", chinese = "积分", kind = Kind.NUMBER),
            @In(value = "reason", label = "Reason", chinese = "原因")
        })
class AwardPoints extends CustomerStep {

    private final PointsService points;

    AwardPoints(Journeys journeys, PointsService points) {
        super(journeys);
        this.points = points;
    }

    @Override
    void act(Step step) {
        int earned = step.whole("points");
        if (earned > 0) {
            points.earn(step.key(), step.customerId(), earned, step.text("reason"), step.cause());
        }
    }
}
