package io.perennial.effect.mall;

import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.effect.coupon.Coupon;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Calculates the plans that {@code installment-plans} offers for a purchase, with and without a coupon. */
@Component
class PlanCalculator {

    static final String TABLE = "installment-plans";
    static final String CATEGORY = "category";
    static final String PRICE = "price";

    /**
     * A plan as a row of the table offers it.
     *
     * @param earlyFeeRate fee for early repayment, as a part of the outstanding principal
     */
    record OfferedPlan(
            int periods, BigDecimal monthlyRate, BigDecimal feeRate, BigDecimal earlyFeeRate, List<String> perks) {}

    /** The offered plans, the cheapest for each number of periods, and the decision they come from. */
    record OfferedPlans(List<OfferedPlan> plans, DecisionRecord decision) {

        Optional<OfferedPlan> forPeriods(int periods) {
            return plans.stream().filter(plan -> plan.periods() == periods).findFirst();
        }
    }

    /**
     * A plan with its schedule, with a coupon or without.
     *
     * @param coupon null for none
     * @param couponCost what the coupon costs the lender, in yuan; null for the cost it was issued with
     * @param saves what the coupon saves the customer, in yuan
     */
    record PricedPlan(Terms terms, Schedule schedule, Coupon coupon, BigDecimal couponCost, BigDecimal saves) {}

    private final Decisions decisions;

    PlanCalculator(Decisions decisions) {
        this.decisions = decisions;
    }

    OfferedPlans offeredPlans(Purchase purchase, Map<String, Object> facts, String cause) {
        Map<String, Object> inputs = new HashMap<>(facts);
        inputs.put(CATEGORY, purchase.category());
        inputs.put(PRICE, purchase.price());
        DecisionRecord decision = decisions.decide(TABLE, purchase.customerId(), inputs, cause);
        List<OfferedPlan> offered = decision.outputs().stream()
                .map(PlanCalculator::offered)
                .sorted(Comparator.comparing(OfferedPlan::periods).thenComparing(OfferedPlan::monthlyRate))
                .toList();
        List<OfferedPlan> cheapest = new ArrayList<>();
        offered.stream()
                .filter(plan -> cheapest.stream().noneMatch(other -> other.periods() == plan.periods()))
                .forEach(cheapest::add);
        return new OfferedPlans(cheapest, decision);
    }

    private static OfferedPlan offered(Map<String, Object> row) {
        return new OfferedPlan(
                ((Number) row.get("periods")).intValue(),
                number(row.get("monthlyRate")),
                number(row.get("feeRate")),
                number(row.get("earlyFeeRate")),
                Arrays.stream(String.valueOf(row.get("perks")).split(","))
                        .map(String::trim)
                        .filter(perk -> !perk.isEmpty() && !perk.equals("none"))
                        .toList());
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    /** The plan without a coupon. */
    static PricedPlan withoutCoupon(Purchase purchase, OfferedPlan offered, LocalDate today) {
        Terms terms = Terms.of(purchase.price(), offered.periods(), offered.monthlyRate(), offered.feeRate());
        return new PricedPlan(terms, Schedule.of(terms, today), null, null, BigDecimal.ZERO.setScale(2));
    }

    /** The plan with the coupon; empty where the coupon does not make it cheaper. */
    static Optional<PricedPlan> withCoupon(Coupon coupon, Purchase purchase, OfferedPlan offered, LocalDate today) {
        PricedPlan plain = withoutCoupon(purchase, offered, today);
        return switch (coupon.type()) {
            case CASH_OFF -> {
                BigDecimal principal = purchase.price().subtract(coupon.value());
                if (principal.signum() <= 0) {
                    yield Optional.empty();
                }
                Terms terms = Terms.of(principal, offered.periods(), offered.monthlyRate(), offered.feeRate());
                yield priced(coupon, plain, terms, today, false);
            }
            case INTEREST_FREE ->
                priced(
                        coupon,
                        plain,
                        plain.terms().withFreePeriods(coupon.value().intValue()),
                        today,
                        true);
            case FEE_WAIVER -> priced(coupon, plain, plain.terms().withFeeOff(coupon.value()), today, true);
            case LIMIT_TICKET, GIFT -> Optional.empty();
        };
    }

    private static Optional<PricedPlan> priced(
            Coupon coupon, PricedPlan plain, Terms terms, LocalDate today, boolean savingsAreCost) {
        Schedule schedule = Schedule.of(terms, today);
        BigDecimal saves = total(plain.schedule()).subtract(total(schedule));
        return saves.signum() <= 0
                ? Optional.empty()
                : Optional.of(new PricedPlan(terms, schedule, coupon, savingsAreCost ? saves : null, saves));
    }

    private static BigDecimal total(Schedule schedule) {
        return schedule.principal().add(schedule.totalInterest()).add(schedule.totalFee());
    }

    /** The plan with the coupon that saves most, of two equal ones the one that expires first; without one when none applies. */
    static PricedPlan withBestCoupon(List<Coupon> coupons, Purchase purchase, OfferedPlan offered, LocalDate today) {
        return coupons.stream()
                .flatMap(coupon -> withCoupon(coupon, purchase, offered, today).stream())
                .min(Comparator.comparing(PricedPlan::saves)
                        .reversed()
                        .thenComparing(priced -> priced.coupon().expiresAt())
                        .thenComparing(priced -> priced.coupon().couponId()))
                .orElseGet(() -> withoutCoupon(purchase, offered, today));
    }
}
