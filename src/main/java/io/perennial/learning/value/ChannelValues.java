package io.perennial.learning.value;

import com.fasterxml.jackson.annotation.JsonProperty;
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

/** Cost and value of each channel's customers, as computed last night. */
@Service
public class ChannelValues {

    /**
     * The values by channel and month.
     *
     * @param computedAt null before the first night
     * @param model      the latest one; null while too few customers have bought again
     */
    public record Report(
            @JsonProperty("reckonedAt") Instant computedAt, ValueModel model, List<ChannelValue> channels) {}

    private final ValueRepository repository;
    private final Valuations valuations;

    ChannelValues(ValueRepository repository, Valuations valuations) {
        this.repository = repository;
        this.valuations = valuations;
    }

    /** The values by channel and month of registration, for the months from {@code from} to {@code to}, both included. */
    @Transactional(readOnly = true)
    public Report report(YearMonth from, YearMonth to) {
        Map<Key, Figures> cohorts = repository.cohorts(from, to);
        Map<Key, TreeMap<Integer, BigDecimal>> ages = repository.spentByAge(from, to);
        Map<Key, BigDecimal> costs = repository.costs(from, to);
        Valuation valuation = valuations.current();
        Optional<ValueModel> model = valuation.model();
        List<ChannelValue> channels = cohorts.entrySet().stream()
                .map(cohort -> value(
                        cohort.getKey(),
                        cohort.getValue(),
                        costs.get(cohort.getKey()),
                        ages.getOrDefault(cohort.getKey(), new TreeMap<>()),
                        valuation))
                .toList();
        return new Report(
                cohorts.values().stream().map(Figures::computedAt).findFirst().orElse(null),
                model.orElse(null),
                channels);
    }

    private static ChannelValue value(
            Key key, Figures figures, BigDecimal cost, SortedMap<Integer, BigDecimal> ages, Valuation valuation) {
        BigDecimal margin = valuation.margin(figures.spent());
        BigDecimal lifetimeValue = margin.add(figures.predictedMargin()).subtract(figures.expectedLoss());
        BigDecimal customers = BigDecimal.valueOf(figures.customers());
        boolean hasCost = cost != null && cost.signum() > 0;
        return new ChannelValue(
                key.channel(),
                key.month().toString(),
                figures.customers(),
                figures.buyers(),
                valuation.model().isPresent() ? figures.alive() : null,
                margin,
                figures.predictedMargin(),
                figures.expectedLoss(),
                lifetimeValue,
                cost,
                cost == null ? null : cost.divide(customers, 2, RoundingMode.HALF_UP),
                lifetimeValue.divide(customers, 2, RoundingMode.HALF_UP),
                hasCost ? lifetimeValue.divide(cost, 2, RoundingMode.HALF_UP) : null,
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
