package io.perennial.learning.value;

import io.perennial.customer.profile.Purchases;
import io.perennial.learning.value.MaximumLikelihood.NotConverged;
import io.perennial.learning.value.ValueRepository.Credit;
import io.perennial.learning.value.ValueRepository.Customer;
import io.perennial.learning.value.ValueRepository.Figures;
import io.perennial.learning.value.ValueRepository.Key;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Trains the value models on all purchases, read page by page, and computes the value of each channel's customers by month of
 * registration. Needs 20 bytes of memory per customer.
 */
@Service
public class ValueModelTraining {

    private static final Logger LOG = LoggerFactory.getLogger(ValueModelTraining.class);
    private static final int PAGE = 20_000;
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

    private final ValueRepository repository;
    private final Valuations valuations;
    private final ValueTerms terms;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    ValueModelTraining(
            ValueRepository repository,
            Valuations valuations,
            ValueTerms terms,
            SequenceIds sequence,
            BusinessClock clock) {
        this.repository = repository;
        this.valuations = valuations;
        this.terms = terms;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Trains and computes as of now; returns the model if there are enough repeat customers. */
    @Transactional
    public Optional<ValueModel> run() {
        Instant now = clock.instant();
        Buyers buyers = new Buyers();
        Map<Key, Sums> sums = new LinkedHashMap<>();
        Map<Key, TreeMap<Integer, BigDecimal>> spentByAge = new HashMap<>();
        read(now, buyers, sums, spentByAge);
        Optional<ValueModel> model = train(now, buyers);
        Valuation valuation = new Valuation(terms, model.orElse(null));
        model.ifPresent(trained -> predict(valuation, buyers));
        Map<Key, Figures> cohorts = new LinkedHashMap<>();
        sums.forEach((key, sum) -> cohorts.put(key, sum.figures(now)));
        repository.replaceCohorts(cohorts, spentByAge);
        afterCommit(valuations::invalidate);
        return model;
    }

    private void read(
            Instant now, Buyers buyers, Map<Key, Sums> sums, Map<Key, TreeMap<Integer, BigDecimal>> spentByAge) {
        ZoneId zone = clock.getZone();
        LocalDate today = clock.today();
        Instant yearAgo = today.minusYears(1).atStartOfDay(zone).toInstant();
        Valuation losses = new Valuation(terms, null);
        String after = "";
        List<Customer> page = repository.customers(after, PAGE, zone, now);
        while (!page.isEmpty()) {
            String last = page.get(page.size() - 1).customerId();
            Map<String, Credit> credits = repository.creditInUse(after, last, yearAgo);
            for (Customer customer : page) {
                Sums sum = sums.computeIfAbsent(customer.cohort(), key -> new Sums());
                sum.customers++;
                Credit credit = credits.get(customer.customerId());
                if (credit != null) {
                    sum.expectedLoss = sum.expectedLoss.add(losses.expectedLoss(credit.used(), credit.overdueBills()));
                }
                if (!customer.purchases().none()) {
                    sum.buyers++;
                    sum.spent = sum.spent.add(customer.purchases().spent());
                    buyers.add(sum, customer.purchases(), today);
                }
            }
            repository.addSpentByAge(after, last, zone, now, spentByAge);
            after = last;
            page = repository.customers(after, PAGE, zone, now);
        }
    }

    private Optional<ValueModel> train(Instant now, Buyers buyers) {
        long repeaters = buyers.repeaters();
        if (repeaters < terms.leastRepeaters()) {
            return Optional.empty();
        }
        Optional<ValueModel> previous = repository.latestModel();
        try {
            return Optional.of(train(now, buyers, repeaters, previous));
        } catch (NotConverged notConverged) {
            LOG.warn("The value model did not converge; the previous one is kept", notConverged);
            return previous;
        }
    }

    private ValueModel train(Instant now, Buyers buyers, long repeaters, Optional<ValueModel> previous) {
        BgNbd.Fit purchases =
                BgNbd.fit(buyers.counts(), previous.map(ValueModel::purchases).orElse(null));
        GammaGamma.Fit spend = buyers.fitSpend(previous.map(ValueModel::spend).orElse(null));
        ValueModel model = new ValueModel(
                now,
                buyers.size,
                repeaters,
                purchases.model(),
                purchases.logLikelihood(),
                spend.model(),
                spend.logLikelihood());
        repository.insert(sequence.next(), model);
        LOG.info("Trained on the purchases of {} customers: {}, {}", buyers.size, model.purchases(), model.spend());
        return model;
    }

    /** Caches the expensive part, which depends on repeats and age only and is the same for many customers. */
    private static void predict(Valuation valuation, Buyers buyers) {
        Map<Long, Double> discounted = new HashMap<>();
        for (int i = 0; i < buyers.size; i++) {
            long key = buyers.keys[i];
            int repeats = PurchaseCounts.repeats(key);
            double purchases = discounted.computeIfAbsent(
                    PurchaseCounts.key(repeats, 0, PurchaseCounts.ageDays(key)), valuation::discountedPurchases);
            double alive = valuation.alive(key);
            Sums sum = buyers.cohorts.get(buyers.cohort[i]);
            sum.alive += alive;
            sum.predicted +=
                    purchases * alive * valuation.nextSpend(repeats + 1, buyers.spent[i]) * valuation.marginShare();
        }
    }

    private static void afterCommit(Runnable task) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                task.run();
            }
        });
    }

    private static final class Sums {

        private long customers;
        private long buyers;
        private double alive;
        private BigDecimal spent = NOTHING;
        private double predicted;
        private BigDecimal expectedLoss = NOTHING;
        private int index = -1;

        private Figures figures(Instant now) {
            return new Figures(
                    now,
                    customers,
                    buyers,
                    alive,
                    spent,
                    BigDecimal.valueOf(predicted).setScale(2, RoundingMode.HALF_UP),
                    expectedLoss);
        }
    }

    /** Customers with purchases, as parallel arrays. */
    private static final class Buyers {

        private final List<Sums> cohorts = new ArrayList<>();
        private long[] keys = new long[1024];
        private double[] spent = new double[1024];
        private int[] cohort = new int[1024];
        private int size;

        private void add(Sums sum, Purchases purchases, LocalDate today) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                spent = Arrays.copyOf(spent, 2 * size);
                cohort = Arrays.copyOf(cohort, 2 * size);
            }
            if (sum.index < 0) {
                sum.index = cohorts.size();
                cohorts.add(sum);
            }
            keys[size] = Valuation.key(purchases, today);
            spent[size] = purchases.spent().doubleValue();
            cohort[size] = sum.index;
            size++;
        }

        private long repeaters() {
            return Arrays.stream(keys, 0, size)
                    .filter(key -> PurchaseCounts.repeats(key) > 0)
                    .count();
        }

        private PurchaseCounts counts() {
            return PurchaseCounts.of(Arrays.copyOf(keys, size));
        }

        /** Fits the amounts of paying customers: free orders carry no information on them. */
        private GammaGamma.Fit fitSpend(GammaGamma initial) {
            int[] purchases = new int[size];
            double[] amounts = new double[size];
            int paying = 0;
            for (int i = 0; i < size; i++) {
                if (spent[i] > 0) {
                    purchases[paying] = PurchaseCounts.repeats(keys[i]) + 1;
                    amounts[paying++] = spent[i];
                }
            }
            return GammaGamma.fit(Arrays.copyOf(purchases, paying), Arrays.copyOf(amounts, paying), initial);
        }
    }
}
