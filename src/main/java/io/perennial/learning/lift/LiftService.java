package io.perennial.learning.lift;

import io.perennial.effect.holdout.Holdout;
import io.perennial.learning.lift.Lift.By;
import io.perennial.learning.lift.Lift.Side;
import io.perennial.learning.lift.LiftRepository.Key;
import io.perennial.learning.lift.LiftRepository.Outcome;
import io.perennial.learning.value.Valuation;
import io.perennial.learning.value.Valuations;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Counts what came of customers who entered a stage or for whom an offer was decided: each day once its window is over, those
 * held out by lot apart from the others. Whoever was treated counts as treated whether or not they got anything: only the lot
 * makes the two sides alike.
 */
@Service
public class LiftService {

    /** A night makes up for this many at most. */
    private static final int MOST_DAYS = 100;

    private final LiftRepository repository;
    private final Holdout holdout;
    private final Valuations valuations;
    private final LiftTerms terms;
    private final BusinessClock clock;

    LiftService(
            LiftRepository repository, Holdout holdout, Valuations valuations, LiftTerms terms, BusinessClock clock) {
        this.repository = repository;
        this.holdout = holdout;
        this.valuations = valuations;
        this.terms = terms;
        this.clock = clock;
    }

    /** Counts the days whose windows are over by now and that were not counted before; says how many. */
    @Transactional
    public int count() {
        LocalDate last = clock.today().minusDays(terms.windowDays() + 1L);
        LocalDate day = repository
                .lastCounted()
                .map(counted -> counted.plusDays(1))
                .or(() -> repository.firstEntry().map(clock::day))
                .orElse(last.plusDays(1));
        int days = 0;
        while (!day.isAfter(last) && days < MOST_DAYS) {
            count(day);
            day = day.plusDays(1);
            days++;
        }
        return days;
    }

    private void count(LocalDate day) {
        Instant from = day.atStartOfDay(clock.getZone()).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(clock.getZone()).toInstant();
        Valuation valuation = valuations.current();
        Map<Key, Side> sides = new HashMap<>();
        repository.ofStages(from, to, terms.windowDays()).stream()
                .collect(Collectors.groupingBy(Outcome::subject))
                .forEach((stage, entered) -> {
                    Set<String> heldOut = holdout.heldOutInStage(
                            entered.stream().map(Outcome::customerId).toList(), stage);
                    add(sides, "STAGE", entered, one -> heldOut.contains(one.customerId()), valuation);
                });
        add(sides, "OFFER", repository.ofOffers(from, to, terms.windowDays()), Outcome::heldOut, valuation);
        repository.keep(day, sides);
    }

    private static void add(
            Map<Key, Side> sides,
            String unit,
            List<Outcome> outcomes,
            Predicate<Outcome> heldOut,
            Valuation valuation) {
        for (Outcome one : outcomes) {
            double margin = valuation
                    .margin(one.spent())
                    .subtract(one.subsidy())
                    .subtract(valuation.expectedLoss(one.onCredit(), one.overdueBills()))
                    .doubleValue();
            sides.merge(
                    new Key(unit, one.subject(), one.channel(), heldOut.test(one)),
                    new Side(
                            1,
                            one.cameBack() || one.orders() > 0 ? 1 : 0,
                            one.orders(),
                            one.orders() * one.orders(),
                            margin,
                            margin * margin),
                    LiftService::plus);
        }
    }

    private static Side plus(Side one, Side more) {
        return new Side(
                one.customers() + more.customers(),
                one.returned() + more.returned(),
                one.orders() + more.orders(),
                one.ordersSquared() + more.ordersSquared(),
                one.margin() + more.margin(),
                one.marginSquared() + more.marginSquared());
    }

    /** The lift of those who entered from the first to the last day, both included, as far as it is counted. */
    @Transactional(readOnly = true)
    public List<Lift> lift(By by, LocalDate from, LocalDate to) {
        return repository.sides(by, from, to).entrySet().stream()
                .map(one -> Lift.of(by, one.getKey(), one.getValue()[0], one.getValue()[1], terms.leastCustomers()))
                .toList();
    }
}
