package io.perennial.task;

import io.perennial.effect.holdout.Holdout;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.effect.holdout.WithheldLog.Reason;
import io.perennial.effect.points.PointsService;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.ModelerTemplate.Kind;
import io.perennial.task.step.Step;
import org.springframework.stereotype.Component;

/**
 * Awards {@code points} for {@code reason} and sets {@code pointsGiven}; 0 for held-out customers.
 */
@Component
@ModelerTemplate(
        value = "Award points",
        labelZh = "奖励积分",
        in = {
            @In(value = "points", label = "Points", labelZh = "积分", kind = Kind.NUMBER),
            @In(value = "reason", label = "Reason", labelZh = "原因")
        },
        sets = {"pointsGiven", "withheldReason"},
        outcome = "pointsGiven")
class AwardPoints extends CustomerStep {

    private static final String POINTS_EARNED = "POINTS_EARNED";

    private final PointsService points;
    private final Holdout holdout;
    private final WithheldLog withheld;

    AwardPoints(Journeys journeys, PointsService points, Holdout holdout, WithheldLog withheld) {
        super(journeys);
        this.points = points;
        this.holdout = holdout;
        this.withheld = withheld;
    }

    @Override
    protected void act(Step step) {
        int requested = step.integer("points");
        String reason = step.text("reason");
        boolean heldOut = requested > 0 && holdout.isHeldOutInStage(step.customerId());
        if (heldOut) {
            withheld.record(step.key(), step.customerId(), POINTS_EARNED, reason, Reason.HOLDOUT, step.cause());
        } else if (requested > 0) {
            points.earn(step.key(), step.customerId(), requested, reason, step.cause());
        }
        step.set(JourneyVariables.POINTS_GIVEN, heldOut ? 0 : Math.max(requested, 0));
        step.setReason(heldOut ? Reason.HOLDOUT : null);
    }
}
