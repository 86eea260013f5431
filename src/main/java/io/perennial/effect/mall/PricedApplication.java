package io.perennial.effect.mall;

import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.mall.PlanCalculator.PricedPlan;
import java.util.Map;

/**
 * A new application with the plan it is priced by.
 *
 * @param coupon the requested coupon; null when none was requested or the customer does not hold it
 * @param couponApplies whether the coupon makes the plan cheaper
 * @param facts all facts of the customer at that moment
 */
record PricedApplication(
        Application application, PricedPlan plan, Coupon coupon, boolean couponApplies, Map<String, Object> facts) {}
