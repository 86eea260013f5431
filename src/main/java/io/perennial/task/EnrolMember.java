package io.perennial.task;

import io.perennial.journey.Journeys;
import io.perennial.points.PointsService;
import org.springframework.stereotype.Component;

/** Enrols the customer in the membership. */
@Component
@DesignerTool(value = "Enrol in the membership", chinese = "加入会员")
class EnrolMember extends CustomerStep {

    private final PointsService points;

    EnrolMember(Journeys journeys, PointsService points) {
        super(journeys);
        this.points = points;
    }

    @Override
    void act(Step step) {
        points.enrol(step.customerId());
    }
}
