package io.perennial.insight.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.perennial.platform.clock.BusinessClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Computes every balance anew from its entries and every budget from its coupons, on one consistent view of the database.
 * {@code perennial.ledger.differences} above 0 is the alarm.
 */
@Service
public class LedgerCheck implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);
    private static final int MOST_OF_A_CHECK = 100;

    private final LedgerRepository repository;
    private final BusinessClock clock;
    private final TransactionTemplate view;

    LedgerCheck(LedgerRepository repository, BusinessClock clock, PlatformTransactionManager transactions) {
        this.repository = repository;
        this.clock = clock;
        this.view = new TransactionTemplate(transactions);
        this.view.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.view.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Checks the books now; names at most the first hundred differences of each check. */
    public LedgerReport check() {
        LedgerReport report = view.execute(status -> compare());
        long differences =
                report.checks().values().stream().mapToLong(Long::longValue).sum();
        repository.keepLast(report.at(), differences);
        if (!report.clean()) {
            LOG.error("The books disagree in {} places: {}", differences, report.checks());
        }
        return report;
    }

    private LedgerReport compare() {
        Instant at = clock.instant();
        Map<String, Long> counts = new LinkedHashMap<>();
        List<Difference> differences = new ArrayList<>();
        for (String check : repository.checks()) {
            List<Difference> found = repository.differences(check, MOST_OF_A_CHECK);
            counts.put(check, found.size() < MOST_OF_A_CHECK ? found.size() : repository.count(check));
            differences.addAll(found);
        }
        return new LedgerReport(at, differences.isEmpty(), counts, differences);
    }

    /** Every night, after the review. */
    @Scheduled(cron = "${perennial.ledger.check:0 30 4 * * *}", zone = "${perennial.zone:Asia/Shanghai}")
    void nightly() {
        check();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("perennial.ledger.differences", repository, LedgerRepository::last)
                .description("Differences that the last check of the books found")
                .register(registry);
    }
}
