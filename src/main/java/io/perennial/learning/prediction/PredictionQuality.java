package io.perennial.learning.prediction;

import io.perennial.customer.profile.Purchases;
import io.perennial.learning.prediction.PredictionRepository.Prediction;
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
 * Measures predictions on a sample of customers: records nightly what was predicted, and later whether it happened within the
 * window. churn-risk and probability-alive predict inactivity (neither login nor order), risk tags an overdue bill. Warned
 * customers are treated meanwhile, so the measured quality of churn-risk is a lower bound.
 */
@Service
public class PredictionQuality {

    static final String CHURN_RISK = "churn-risk";
    static final String PROBABILITY_ALIVE = "probability-alive";
    private static final List<String> TAGS = List.of("risk:repayment-slowing", "risk:repeat-overdue");
    private static final List<String> GRADES = List.of("NONE", "LOW", "MEDIUM", "HIGH");
    private static final int PAGE = 20_000;
    private static final int CHUNK = 1_000;

    private record Draw(String customerId, long value) {}

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

    /** Records tonight's predictions for a sample of customers; idempotent within a day. */
    @Transactional
    public int recordPredictions() {
        LocalDate today = clock.today();
        List<String> sample = sample(today);
        for (int from = 0; from < sample.size(); from += CHUNK) {
            repository.insert(today, predictions(sample.subList(from, Math.min(from + CHUNK, sample.size())), today));
        }
        return sample.size();
    }

    private List<Prediction> predictions(List<String> ids, LocalDate today) {
        Instant midnight = today.atStartOfDay(clock.getZone()).toInstant();
        Set<String> warnedBefore = repository.warnedBefore(ids, midnight);
        Map<String, String> risks = repository.churnRisks(ids, midnight);
        Set<String> billed = repository.billed(ids);
        Map<String, Set<String>> tagged = repository.tagged(ids, TAGS, clock.instant());
        Valuation valuation = valuations.current();
        Map<String, Purchases> purchases = valuations.purchases(ids, clock.getZone());
        List<Prediction> predictions = new ArrayList<>();
        for (String id : ids) {
            if (!warnedBefore.contains(id)) {
                int grade = GRADES.indexOf(risks.getOrDefault(id, GRADES.get(0)));
                predictions.add(new Prediction(CHURN_RISK, id, Math.max(0, grade)));
            }
            valuation
                    .probabilityAlive(purchases.getOrDefault(id, Purchases.NONE), today)
                    .ifPresent(alive -> predictions.add(
                            new Prediction(PROBABILITY_ALIVE, id, Math.round((1 - alive) * 10) / 10.0)));
            if (billed.contains(id)) {
                Set<String> tags = tagged.getOrDefault(id, Set.of());
                TAGS.forEach(tag -> predictions.add(new Prediction(tag, id, tags.contains(tag) ? 1 : 0)));
            }
        }
        return predictions;
    }

    /** The customers with the lowest random draw of the day. */
    private List<String> sample(LocalDate day) {
        PriorityQueue<Draw> lowest =
                new PriorityQueue<>(Comparator.comparingLong(Draw::value).reversed());
        String after = "";
        List<String> page = repository.customers(after, PAGE);
        while (!page.isEmpty()) {
            for (String id : page) {
                lowest.add(new Draw(id, draw(day + id)));
                if (lowest.size() > terms.sample()) {
                    lowest.remove();
                }
            }
            after = page.get(page.size() - 1);
            page = repository.customers(after, PAGE);
        }
        return lowest.stream().map(Draw::customerId).sorted().toList();
    }

    private static long draw(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }

    /** Compares the predictions of all days whose window is over with what happened; returns the number of days. */
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

    /** The prediction quality of the evaluated days from {@code from} to {@code to}, both included. */
    @Transactional(readOnly = true)
    public List<PredictionQualityReport> quality(LocalDate from, LocalDate to) {
        return repository.scores(from, to).entrySet().stream()
                .map(scores -> PredictionQualityReport.of(scores.getKey(), terms.capacityShare(), scores.getValue()))
                .toList();
    }

    static String scoreName(String what, double score) {
        return switch (what) {
            case CHURN_RISK -> GRADES.get((int) score);
            case PROBABILITY_ALIVE -> "gone by %.0f %%".formatted(score * 100);
            default -> score > 0 ? "tagged" : "not tagged";
        };
    }
}
