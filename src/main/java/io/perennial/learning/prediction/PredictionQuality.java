package io.perennial.learning.prediction;

import io.perennial.customer.profile.Purchases;
import io.perennial.learning.prediction.PredictionRepository.Sighting;
import io.perennial.learning.value.Valuation;
import io.perennial.learning.value.Valuations;
import io.perennial.platform.clock.BusinessClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.zip.CRC32;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows a sample of customers: what the night foretold of each, and whether it came within the window. Silence (neither login
 * nor order) is what churn-risk and probability-alive foretell, an overdue bill what risk tags do. Those who were warned have
 * been looked after meanwhile, so that churn-risk is better than it looks here.
 */
@Service
public class PredictionQuality {

    static final String CHURN_RISK = "churn-risk";
    static final String PROBABILITY_ALIVE = "probability-alive";
    private static final List<String> TAGS = List.of("risk:repayment-slowing", "risk:repeat-overdue");
    private static final List<String> GRADES = List.of("NONE", "LOW", "MEDIUM", "HIGH");
    private static final int PAGE = 20_000;
    private static final int SOME = 1_000;

    private record Drawn(String customerId, long lot) {}

    private final PredictionRepository repository;
    private final Valuations valuations;
    private final PredictionTerms terms;
    private final BusinessClock clock;

    PredictionQuality(
            PredictionRepository repository, Valuations valuations, PredictionTerms terms, BusinessClock clock) {
        this.repository = repository;
        this.valuations = valuations;
        this.terms = terms;
        this.clock = clock;
    }

    /** Notes what tonight's review foretells of a sample; a second time a day it changes nothing. */
    @Transactional
    public int recordPredictions() {
        LocalDate today = clock.today();
        List<String> sample = sample(today);
        for (int from = 0; from < sample.size(); from += SOME) {
            repository.insert(today, sightings(sample.subList(from, Math.min(from + SOME, sample.size())), today));
        }
        return sample.size();
    }

    private List<Sighting> sightings(List<String> ids, LocalDate today) {
        Instant midnight = today.atStartOfDay(clock.getZone()).toInstant();
        Set<String> warnedBefore = repository.warnedBefore(ids, midnight);
        Map<String, String> risks = repository.churnRisks(ids, midnight);
        Set<String> billed = repository.billed(ids);
        Map<String, Set<String>> tagged = repository.tagged(ids, TAGS, clock.instant());
        Valuation valuation = valuations.current();
        Map<String, Purchases> purchases = valuations.purchases(ids, clock.getZone());
        List<Sighting> sightings = new ArrayList<>();
        for (String id : ids) {
            if (!warnedBefore.contains(id)) {
                int grade = GRADES.indexOf(risks.getOrDefault(id, GRADES.get(0)));
                sightings.add(new Sighting(CHURN_RISK, id, Math.max(0, grade)));
            }
            valuation
                    .probabilityAlive(purchases.getOrDefault(id, Purchases.NONE), today)
                    .ifPresent(alive ->
                            sightings.add(new Sighting(PROBABILITY_ALIVE, id, Math.round((1 - alive) * 10) / 10.0)));
            if (billed.contains(id)) {
                Set<String> tags = tagged.getOrDefault(id, Set.of());
                TAGS.forEach(tag -> sightings.add(new Sighting(tag, id, tags.contains(tag) ? 1 : 0)));
            }
        }
        return sightings;
    }

    /** By a lot that each customer draws anew each day. */
    private List<String> sample(LocalDate day) {
        PriorityQueue<Drawn> lowest =
                new PriorityQueue<>(Comparator.comparingLong(Drawn::lot).reversed());
        String after = "";
        List<String> page = repository.customers(after, PAGE);
        while (!page.isEmpty()) {
            for (String id : page) {
                lowest.add(new Drawn(id, lot(day + id)));
                if (lowest.size() > terms.sample()) {
                    lowest.remove();
                }
            }
            after = page.get(page.size() - 1);
            page = repository.customers(after, PAGE);
        }
        return lowest.stream().map(Drawn::customerId).sorted().toList();
    }

    private static long lot(String text) {
        CRC32 lot = new CRC32();
        lot.update(text.getBytes(StandardCharsets.UTF_8));
        return lot.getValue();
    }

    /** Looks what came of all that was foretold and whose window is over by now; returns how many days that is. */
    @Transactional
    public int evaluate() {
        List<LocalDate> days = repository.daysUpTo(clock.today().minusDays(terms.windowDays() + 1L));
        for (LocalDate day : days) {
            repository.evaluate(
                    day,
                    day.atStartOfDay(clock.getZone()).toInstant(),
                    day.plusDays(terms.windowDays())
                            .atStartOfDay(clock.getZone())
                            .toInstant());
        }
        return days.size();
    }

    /** How well was foretold from the first to the last day, both included, as far as it is known. */
    @Transactional(readOnly = true)
    public List<PredictionQualityReport> quality(LocalDate from, LocalDate to) {
        return repository.scores(from, to).entrySet().stream()
                .map(one -> PredictionQualityReport.of(one.getKey(), terms.capacityShare(), one.getValue()))
                .toList();
    }

    static String name(String what, double score) {
        return switch (what) {
            case CHURN_RISK -> GRADES.get((int) score);
            case PROBABILITY_ALIVE -> "gone by %.0f %%".formatted(score * 100);
            default -> score > 0 ? "tagged" : "not tagged";
        };
    }
}
