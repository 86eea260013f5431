package io.perennial.task;

import io.perennial.coupon.CouponService;
import io.perennial.journey.Journeys;
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
        for (String offer : step.words("offers")) {
            coupons.issue(step.key() + ":" + offer, step.customerId(), offer, step.cause());
        }
    }
}
