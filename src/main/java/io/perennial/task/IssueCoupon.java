package io.perennial.task;

import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.coupon.IssueResult;
import io.perennial.effect.coupon.IssueResult.IssueOutcome;
import io.perennial.effect.holdout.WithheldLog;
import io.perennial.journey.Journeys;
import io.perennial.task.step.CustomerStep;
import io.perennial.task.step.JourneyVariables;
import io.perennial.task.step.ModelerTemplate;
import io.perennial.task.step.ModelerTemplate.In;
import io.perennial.task.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Issues coupons of the comma-separated {@code offers}; {@code couponsGiven} are those that were not withheld, "none" if all
 * were.
 */
@Component
@ModelerTemplate(
        value = "Issue coupon",
        labelZh = "发放优惠券",
        in = {@In(value = "offers", label = "Offers, separated by commas", labelZh = "权益方案，逗号分隔")},
        sets = {"couponsGiven", "withheldReason"},
        outcome = "couponsGiven")
class IssueCoupon extends CustomerStep {

    private final CouponService coupons;

    IssueCoupon(Journeys journeys, CouponService coupons) {
        super(journeys);
        this.coupons = coupons;
    }

    @Override
    protected void act(Step step) {
        // In the same order everywhere, against deadlocks: each offer's budget is locked until commit.
        List<String> given = new ArrayList<>();
        WithheldLog.Reason withheld = null;
        for (String offer : new TreeSet<>(step.words("offers"))) {
            IssueResult issued = coupons.issue(step.key() + ":" + offer, step.customerId(), offer, step.cause());
            if (issued.outcome() == IssueOutcome.WITHHELD) {
                withheld = issued.reason();
            } else {
                given.add(offer);
            }
        }
        step.set(JourneyVariables.COUPONS_GIVEN, given.isEmpty() ? Step.NONE : String.join(",", given));
        step.setReason(withheld);
    }
}
