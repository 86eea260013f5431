package io.perennial.effect.mall;

import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileRefresh;
import io.perennial.customer.profile.ProfileService;
import io.perennial.effect.coupon.Coupon;
import io.perennial.effect.coupon.CouponService;
import io.perennial.effect.credit.CreditService;
import io.perennial.effect.mall.Eligibility.Answer;
import io.perennial.effect.mall.PlanCalculator.Deal;
import io.perennial.effect.mall.PlanCalculator.Offered;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Says how a purchase could be paid in instalments; nothing is reserved or kept. */
@Service
class Quotes {

    private final PlanCalculator offering;
    private final Eligibility eligibility;
    private final ProfileService profiles;
    private final ProfileRefresh refresh;
    private final CouponService coupons;
    private final CreditService credit;
    private final PurchaserResolver customers;
    private final BusinessClock clock;

    Quotes(
            PlanCalculator offering,
            Eligibility eligibility,
            ProfileService profiles,
            ProfileRefresh refresh,
            CouponService coupons,
            CreditService credit,
            PurchaserResolver customers,
            BusinessClock clock) {
        this.offering = offering;
        this.eligibility = eligibility;
        this.profiles = profiles;
        this.refresh = refresh;
        this.coupons = coupons;
        this.credit = credit;
        this.customers = customers;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Quote quote(Purchase asked, Locale locale) {
        Purchase purchase = asked.by(customers.resolve(asked.customerId()));
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
                offering.offers(purchase, facts, "quote").offered().stream()
                        .map(offered -> plan(
                                offered,
                                PlanCalculator.best(usable, purchase, offered, today),
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

    private Plan plan(Offered offered, Deal deal, Map<String, Object> facts, Purchase purchase, Locale locale) {
        Answer answer =
                eligibility.ask(purchase.customerId(), facts, deal.terms().principal());
        Schedule schedule = deal.schedule();
        return new Plan(
                offered.periods(),
                deal.terms().principal(),
                schedule.monthlyPayment(),
                schedule.totalInterest(),
                schedule.totalFee(),
                schedule.annualPercentageRate(),
                offered.perks(),
                deal.coupon() == null ? null : deal.coupon().couponId(),
                deal.saves(),
                answer.verdict(),
                answer.reasonCode(),
                Reason.words(answer.reasonCode(), locale),
                schedule.instalments());
    }
}
