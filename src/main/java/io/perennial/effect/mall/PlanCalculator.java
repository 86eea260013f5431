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

/** What {@code installment-plans} offers for a purchase, and what a coupon makes of it. */
@Component
class PlanCalculator {

    static final String TABLE = "installment-plans";
    static final String CATEGORY = "category";
    static final String PRICE = "price";

    /**
     * A row of the table.
     *
     * @param earlyFeeRate part of what is outstanding that early repayment costs
     */
    record Offered(
            int periods, BigDecimal monthlyRate, BigDecimal feeRate, BigDecimal earlyFeeRate, List<String> perks) {}

    /** What is offered, and the decision that said so. */
    record Offers(List<Offered> offered, DecisionRecord decision) {

        Optional<Offered> in(int periods) {
            return offered.stream().filter(plan -> plan.periods() == periods).findFirst();
        }
    }

    /**
     * Terms with a coupon, or without.
     *
     * @param coupon null for none
     * @param cost what the coupon costs the house, in yuan; null for its face value
     * @param saves what it saves the customer, in yuan
     */
    record Deal(Terms terms, Schedule schedule, Coupon coupon, BigDecimal cost, BigDecimal saves) {}

    private final Decisions decisions;

    PlanCalculator(Decisions decisions) {
        this.decisions = decisions;
    }

    Offers offers(Purchase purchase, Map<String, Object> facts, String cause) {
        Map<String, Object> inputs = new HashMap<>(facts);
        inputs.put(CATEGORY, purchase.category());
        inputs.put(PRICE, purchase.price());
        DecisionRecord decision = decisions.decide(TABLE, purchase.customerId(), inputs, cause);
        List<Offered> offered = decision.outputs().stream()
                .map(PlanCalculator::offered)
                .sorted(Comparator.comparing(Offered::periods).thenComparing(Offered::monthlyRate))
                .toList();
        List<Offered> cheapest = new ArrayList<>();
        offered.stream()
                .filter(plan -> cheapest.stream().noneMatch(other -> other.periods() == plan.periods()))
                .forEach(cheapest::add);
        return new Offers(cheapest, decision);
    }

    private static Offered offered(Map<String, Object> row) {
        return new Offered(
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
    static Deal plain(Purchase purchase, Offered offered, LocalDate today) {
        Terms terms = Terms.of(purchase.price(), offered.periods(), offered.monthlyRate(), offered.feeRate());
        return new Deal(terms, Schedule.of(terms, today), null, null, BigDecimal.ZERO.setScale(2));
    }

    /** The plan with that coupon; empty where the coupon changes nothing about it. */
    static Optional<Deal> with(Coupon coupon, Purchase purchase, Offered offered, LocalDate today) {
        Deal plain = plain(purchase, offered, today);
        return switch (coupon.type()) {
            case CASH_OFF -> {
                BigDecimal principal = purchase.price().subtract(coupon.value());
                if (principal.signum() <= 0) {
                    yield Optional.empty();
                }
                Terms terms = Terms.of(principal, offered.periods(), offered.monthlyRate(), offered.feeRate());
                yield deal(coupon, plain, terms, today, false);
            }
            case INTEREST_FREE ->
                deal(coupon, plain, plain.terms().freeFor(coupon.value().intValue()), today, true);
            case FEE_WAIVER -> deal(coupon, plain, plain.terms().withFeeOff(coupon.value()), today, true);
            case LIMIT_TICKET, GIFT -> Optional.empty();
        };
    }

    private static Optional<Deal> deal(
            Coupon coupon, Deal plain, Terms terms, LocalDate today, boolean costsWhatItSaves) {
        Schedule schedule = Schedule.of(terms, today);
        BigDecimal saves = paid(plain.schedule()).subtract(paid(schedule));
        return saves.signum() <= 0
                ? Optional.empty()
                : Optional.of(new Deal(terms, schedule, coupon, costsWhatItSaves ? saves : null, saves));
    }

    private static BigDecimal paid(Schedule schedule) {
        return schedule.principal().add(schedule.totalInterest()).add(schedule.totalFee());
    }

    /** The plan with the coupon that saves most; of two, the one that expires first. */
    static Deal best(List<Coupon> coupons, Purchase purchase, Offered offered, LocalDate today) {
        return coupons.stream()
                .flatMap(coupon -> with(coupon, purchase, offered, today).stream())
                .min(Comparator.comparing(Deal::saves)
                        .reversed()
                        .thenComparing(deal -> deal.coupon().expiresAt())
                        .thenComparing(deal -> deal.coupon().couponId()))
                .orElseGet(() -> plain(purchase, offered, today));
    }
}
