package io.perennial.learning.value;

import io.perennial.customer.profile.CustomerValues;
import io.perennial.customer.profile.Purchases;
import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;

/** The current valuation, and the purchases of customers. */
@Service
public class Valuations implements CustomerValues {

    /** Time after which a model that another node trained is used by this node too. */
    private static final long TIME_TO_LIVE = Duration.ofSeconds(10).toNanos();

    private record Cached(Valuation valuation, long until) {}

    private final ValueRepository repository;
    private final ValueTerms terms;
    private final BusinessClock clock;
    private volatile Cached cached;

    Valuations(ValueRepository repository, ValueTerms terms, BusinessClock clock) {
        this.repository = repository;
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public Valuation current() {
        Cached latest = cached;
        if (latest == null || System.nanoTime() - latest.until() > 0) {
            latest = new Cached(
                    new Valuation(terms, repository.latestModel().orElse(null)), System.nanoTime() + TIME_TO_LIVE);
            cached = latest;
        }
        return latest.valuation();
    }

    void invalidate() {
        cached = null;
    }

    @Override
    public Map<String, Purchases> purchases(Collection<String> customerIds, ZoneId zone) {
        return customerIds.isEmpty() ? Map.of() : repository.purchases(customerIds, zone, clock.instant());
    }
}
