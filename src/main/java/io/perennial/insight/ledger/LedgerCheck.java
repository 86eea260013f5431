package io.perennial.insight.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.LedgerRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Checks all {@link LedgerRule}s on one consistent snapshot of the database: every balance against its entries, every budget
 * against its coupons. The metric {@code perennial.ledger.differences} must be 0.
 */
@Service
public class LedgerCheck implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);
    private static final int MAX_DIFFERENCES = 100;

    private final LedgerRepository repository;
    private final List<LedgerRule> rules;
    private final BusinessClock clock;
    private final TransactionTemplate snapshot;

    LedgerCheck(
            LedgerRepository repository,
            ObjectProvider<LedgerRule> rules,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.rules = rules.orderedStream().toList();
        this.clock = clock;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Runs all checks; the report contains at most the first 100 differences of each. */
    public LedgerReport check() {
        LedgerReport report = snapshot.execute(status -> compare());
        long differences =
                report.checks().values().stream().mapToLong(Long::longValue).sum();
        repository.saveLast(report.at(), differences);
        if (!report.clean()) {
            LOG.error("Ledger check found {} differences: {}", differences, report.checks());
        }
        return report;
    }

    private LedgerReport compare() {
        Instant at = clock.instant();
        Map<String, Long> counts = new LinkedHashMap<>();
        List<Difference> differences = new ArrayList<>();
        for (LedgerRule rule : rules) {
            List<Difference> found = repository.differences(rule, MAX_DIFFERENCES);
            counts.put(rule.name(), found.size() < MAX_DIFFERENCES ? found.size() : repository.count(rule));
            differences.addAll(found);
        }
        return new LedgerReport(at, differences.isEmpty(), counts, differences);
    }

    /** Checks every night, after the review. */
    @Scheduled(cron = "${perennial.ledger.check:0 30 4 * * *}", zone = "${perennial.zone:Asia/Shanghai}")
    void nightly() {
        check();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("perennial.ledger.differences", repository, LedgerRepository::last)
                .description("Differences found by the last ledger check")
                .register(registry);
    }
}
