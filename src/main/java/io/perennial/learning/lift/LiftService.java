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
 * Counts the outcomes of customers who entered a stage or for whom an offer was decided, per day once its window is over,
 * separately for treated and held-out customers. A customer who is not held out counts as treated even if nothing was given
 * (intention to treat): only the random assignment makes both sides comparable.
 */
@Service
public class LiftService {

    /** Most days counted in one night. */
    private static final int MAX_DAYS = 100;

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

    /** Counts all uncounted days whose window is over; returns their number. */
    @Transactional
    public int count() {
        LocalDate last = clock.today().minusDays(terms.windowDays() + 1L);
        LocalDate day = repository
                .lastCounted()
                .map(counted -> counted.plusDays(1))
                .or(() -> repository.firstEntry().map(clock::day))
                .orElse(last.plusDays(1));
        int days = 0;
        while (!day.isAfter(last) && days < MAX_DAYS) {
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
                    add(sides, "STAGE", entered, outcome -> heldOut.contains(outcome.customerId()), valuation);
                });
        add(sides, "OFFER", repository.ofOffers(from, to, terms.windowDays()), Outcome::heldOut, valuation);
        repository.save(day, sides);
    }

    private static void add(
            Map<Key, Side> sides,
            String unit,
            List<Outcome> outcomes,
            Predicate<Outcome> heldOut,
            Valuation valuation) {
        for (Outcome outcome : outcomes) {
            double margin = valuation
                    .margin(outcome.spent())
                    .subtract(outcome.subsidy())
                    .subtract(valuation.expectedLoss(outcome.onCredit(), outcome.overdueBills()))
                    .doubleValue();
            sides.merge(
                    new Key(unit, outcome.subject(), outcome.channel(), heldOut.test(outcome)),
                    new Side(
                            1,
                            outcome.cameBack() || outcome.orders() > 0 ? 1 : 0,
                            outcome.orders(),
                            outcome.orders() * outcome.orders(),
                            margin,
                            margin * margin),
                    LiftService::plus);
        }
    }

    private static Side plus(Side one, Side other) {
        return new Side(
                one.customers() + other.customers(),
                one.returned() + other.returned(),
                one.orders() + other.orders(),
                one.ordersSquared() + other.ordersSquared(),
                one.margin() + other.margin(),
                one.marginSquared() + other.marginSquared());
    }

    /** The lift of the counted entries from {@code from} to {@code to}, both included. */
    @Transactional(readOnly = true)
    public List<Lift> lift(By by, LocalDate from, LocalDate to) {
        return repository.sides(by, from, to).entrySet().stream()
                .map(subject -> Lift.of(
                        by, subject.getKey(), subject.getValue()[0], subject.getValue()[1], terms.leastCustomers()))
                .toList();
    }
}
