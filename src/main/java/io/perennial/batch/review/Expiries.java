package io.perennial.batch.review;

import io.perennial.batch.review.ReviewRepository.Range;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.points.Levels;
import io.perennial.effect.points.PointsService;
import org.springframework.stereotype.Component;

/** Changes of a customer's effects that depend on the date only: expired coupons and points, member levels. */
@Component
class Expiries {

    private final CouponService coupons;
    private final PointsService points;
    private final Levels levels;

    Expiries(CouponService coupons, PointsService points, Levels levels) {
        this.coupons = coupons;
        this.points = points;
        this.levels = levels;
    }

    /** Applies them to a range of customers. */
    void apply(Range range, String cause) {
        coupons.expire(range.from(), range.to());
        points.expire(range.from(), range.to());
        levels.review(range.from(), range.to(), cause);
    }
}
