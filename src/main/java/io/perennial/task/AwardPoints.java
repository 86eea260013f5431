package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.points.PointsService;
import org.springframework.stereotype.Component;

/** Awards {@code points} for {@code reason}; zero points are none. */
@Component
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
