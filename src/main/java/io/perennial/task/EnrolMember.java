package io.perennial.task;

import io.perennial.effect.points.Levels;
import io.perennial.effect.points.PointsService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.Step;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Enrols the customer as a member, at the level reached by points earned so far. */
@Component
@ModelerTemplate(value = "Enrol in the membership", labelZh = "加入会员")
class EnrolMember extends CustomerStep {

    private final PointsService points;
    private final Levels levels;

    EnrolMember(Journeys journeys, PointsService points, Levels levels) {
        super(journeys);
        this.points = points;
        this.levels = levels;
    }

    @Override
    protected void act(Step step) {
        points.enrol(step.customerId());
        levels.promote(Set.of(step.customerId()), step.cause());
    }
}
