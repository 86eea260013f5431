package io.perennial.task;

import io.perennial.coupon.CouponService;
import io.perennial.journey.Journeys;
import io.perennial.task.DesignerTool.In;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Issues the coupons of one or several offers, named in {@code offers} and separated by commas. */
@Component
@DesignerTool(
        value = "Issue coupon",
        chinese = "发放优惠券",
        in = {@In(value = "offers", label = "Offers, separated by commas", chinese = "权益方案，逗号分隔")})
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
