package io.perennial.learning.value;

import io.perennial.learning.value.ValueRepository.Figures;
import io.perennial.learning.value.ValueRepository.Key;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What each channel's customers cost and are worth, as reckoned last night. */
@Service
public class ChannelValues {

    /**
     * The channels' values.
     *
     * @param reckonedAt when; null before the first night
     * @param model      learned last; null while there are too few customers who bought again
     */
    public record Report(Instant reckonedAt, ValueModel model, List<ChannelValue> channels) {}

    private final ValueRepository repository;
    private final Valuations valuations;

    ChannelValues(ValueRepository repository, Valuations valuations) {
        this.repository = repository;
        this.valuations = valuations;
    }

    /** By channel and month of registration, for the months from the first to the last, both included. */
    @Transactional(readOnly = true)
    public Report report(YearMonth from, YearMonth to) {
        Map<Key, Figures> cohorts = repository.cohorts(from, to);
        Map<Key, TreeMap<Integer, BigDecimal>> ages = repository.spentByAge(from, to);
        Map<Key, BigDecimal> costs = repository.costs(from, to);
        Valuation valuation = valuations.current();
        Optional<ValueModel> model = valuation.model();
        List<ChannelValue> channels = cohorts.entrySet().stream()
                .map(one -> value(
                        one.getKey(),
                        one.getValue(),
                        costs.get(one.getKey()),
                        ages.getOrDefault(one.getKey(), new TreeMap<>()),
                        valuation))
                .toList();
        return new Report(
                cohorts.values().stream().map(Figures::reckonedAt).findFirst().orElse(null),
                model.orElse(null),
                channels);
    }

    private static ChannelValue value(
            Key key, Figures figures, BigDecimal cost, SortedMap<Integer, BigDecimal> ages, Valuation valuation) {
        BigDecimal margin = valuation.margin(figures.spent());
        BigDecimal worth = margin.add(figures.predictedMargin()).subtract(figures.expectedLoss());
        BigDecimal customers = BigDecimal.valueOf(figures.customers());
        boolean paid = cost != null && cost.signum() > 0;
        return new ChannelValue(
                key.channel(),
                key.month().toString(),
                figures.customers(),
                figures.buyers(),
                valuation.model().isPresent() ? figures.alive() : null,
                margin,
                figures.predictedMargin(),
                figures.expectedLoss(),
                worth,
                cost,
                cost == null ? null : cost.divide(customers, 2, RoundingMode.HALF_UP),
                worth.divide(customers, 2, RoundingMode.HALF_UP),
                paid ? worth.divide(cost, 2, RoundingMode.HALF_UP) : null,
                cost == null ? null : payback(cost, ages, valuation));
    }

    private static Integer payback(BigDecimal cost, SortedMap<Integer, BigDecimal> ages, Valuation valuation) {
        if (cost.signum() == 0) {
            return 0;
        }
        BigDecimal spent = BigDecimal.ZERO;
        for (Map.Entry<Integer, BigDecimal> age : ages.entrySet()) {
            spent = spent.add(age.getValue());
            if (valuation.margin(spent).compareTo(cost) >= 0) {
                return age.getKey();
            }
        }
        return null;
    }
}
