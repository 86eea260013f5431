package io.perennial.task;

import io.perennial.coupon.CouponService;
import io.perennial.journey.Journeys;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Issues the coupons of one or several offers, named in {@code offers} and separated by commas. */
@Component
class IssueCoupon extends CustomerStep {

    private final CouponService coupons;

    IssueCoupon(Journeys journeys, CouponService coupons) {
        super(journeys);
        this.coupons = coupons;
    }

    @Override
    void act(Step step) {
        // In one order everywhere: each offer's budget stays locked until the end.
        for (String offer : new TreeSet<>(step.words("offers"))) {
            coupons.issue(step.key() + ":" + offer, step.customerId(), offer, step.cause());
        }
    }
}
