package io.perennial.effect.mall;

import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.mall.Eligibility.EligibilityResult;
import io.perennial.effect.mall.PlanCalculator.OfferedPlan;
import io.perennial.effect.mall.PlanCalculator.PricedPlan;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Calculates how a purchase could be paid in instalments; nothing is reserved or stored. */
@Service
class Quotes {

    private final PlanCalculator plans;
    private final Eligibility eligibility;
    private final ProfileService profiles;
    private final ProfileRefresh refresh;
    private final CouponService coupons;
    private final CreditService credit;
    private final PurchaserResolver customers;
    private final BusinessClock clock;

    Quotes(
            PlanCalculator plans,
            Eligibility eligibility,
            ProfileService profiles,
            ProfileRefresh refresh,
            CouponService coupons,
            CreditService credit,
            PurchaserResolver customers,
            BusinessClock clock) {
        this.plans = plans;
        this.eligibility = eligibility;
        this.profiles = profiles;
        this.refresh = refresh;
        this.coupons = coupons;
        this.credit = credit;
        this.customers = customers;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Quote quote(Purchase sent, Locale locale) {
        Purchase purchase = sent.withCustomer(customers.resolve(sent.customerId()));
        String customerId = purchase.customerId();
        Profile profile = refresh.preview(customerId);
        Map<String, Object> facts = profiles.facts(profile).asMap();
        LocalDate today = LocalDate.ofInstant(clock.instant(), profile.zone());
        List<Coupon> usable = usable(purchase);
        return new Quote(
                customerId,
                purchase.category(),
                purchase.product(),
                purchase.price(),
                credit.account(customerId).available(),
                plans.offeredPlans(purchase, facts, "quote").plans().stream()
                        .map(offered -> plan(
                                offered,
                                PlanCalculator.withBestCoupon(usable, purchase, offered, today),
                                facts,
                                purchase,
                                locale))
                        .toList());
    }

    private List<Coupon> usable(Purchase purchase) {
        Instant now = clock.instant();
        return coupons.couponsOf(purchase.customerId()).stream()
                .filter(coupon -> coupon.state() == Coupon.State.ISSUED
                        && coupon.expiresAt().isAfter(now)
                        && (coupon.category() == null || coupon.category().equals(purchase.category())))
                .toList();
    }

    private Plan plan(
            OfferedPlan offered, PricedPlan priced, Map<String, Object> facts, Purchase purchase, Locale locale) {
        EligibilityResult result = eligibility.evaluate(
                purchase.customerId(), facts, priced.terms().principal());
        Schedule schedule = priced.schedule();
        return new Plan(
                offered.periods(),
                priced.terms().principal(),
                schedule.monthlyPayment(),
                schedule.totalInterest(),
                schedule.totalFee(),
                schedule.annualPercentageRate(),
                offered.perks(),
                priced.coupon() == null ? null : priced.coupon().couponId(),
                priced.saves(),
                result.outcome(),
                result.reasonCode(),
                Reason.text(result.reasonCode(), locale),
                schedule.instalments());
    }
}
