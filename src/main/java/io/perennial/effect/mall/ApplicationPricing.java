package io.perennial.effect.mall;

import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.customer.profile.ProfileService;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.mall.Application.Status;
import io.perennial.effect.mall.PlanCalculator.OfferedPlan;
import io.perennial.effect.mall.PlanCalculator.OfferedPlans;
import io.perennial.effect.mall.PlanCalculator.PricedPlan;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Prices new applications: the offered plan for the requested periods, with the requested coupon if it applies. */
@Component
class ApplicationPricing {

    private final PlanCalculator plans;
    private final CouponService coupons;
    private final ProfileService profiles;
    private final ProfileRefresh refresh;
    private final Decisions decisions;
    private final BusinessClock clock;

    ApplicationPricing(
            PlanCalculator plans,
            CouponService coupons,
            ProfileService profiles,
            ProfileRefresh refresh,
            Decisions decisions,
            BusinessClock clock) {
        this.plans = plans;
        this.coupons = coupons;
        this.profiles = profiles;
        this.refresh = refresh;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * Prices an application and saves the decision on its plan. A coupon that does not apply leaves the plan as it is without.
     *
     * @param hash of the request as it was sent
     * @throws ApiException NO_SUCH_PLAN
     */
    PricedApplication price(String applicationId, String hash, Purchase purchase, int periods, String couponId) {
        Profile profile = refresh.preview(purchase.customerId());
        Map<String, Object> facts = profiles.facts(profile).asMap();
        LocalDate today = LocalDate.ofInstant(clock.instant(), profile.zone());
        OfferedPlans offered = plans.offeredPlans(purchase, facts, "application:" + applicationId);
        OfferedPlan plan = offered.forPeriods(periods)
                .orElseThrow(() -> new ApiException(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "NO_SUCH_PLAN",
                        "This purchase cannot be paid in " + periods + " periods."));
        Coupon coupon = couponId == null ? null : find(couponId, purchase.customerId());
        Optional<PricedPlan> reduced =
                coupon == null ? Optional.empty() : PlanCalculator.withCoupon(coupon, purchase, plan, today);
        PricedPlan priced = reduced.orElseGet(() -> PlanCalculator.withoutCoupon(purchase, plan, today));
        decisions.save(List.of(offered.decision()));
        Application application = new Application(
                applicationId,
                hash,
                purchase,
                couponId,
                priced.couponCost(),
                priced.terms(),
                plan.earlyFeeRate(),
                plan.perks(),
                clock.instant(),
                Status.RECEIVED,
                null,
                null,
                null,
                null);
        return new PricedApplication(application, priced, coupon, reduced.isPresent(), facts);
    }

    private Coupon find(String couponId, String customerId) {
        return coupons.couponsOf(customerId).stream()
                .filter(coupon -> coupon.couponId().equals(couponId))
                .findFirst()
                .orElse(null);
    }
}
