package io.perennial.learning.value;

import io.perennial.customer.profile.CustomerValues;
import io.perennial.customer.profile.Purchases;
import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;

/** The valuation in force, and what customers have bought. */
@Service
public class Valuations implements CustomerValues {

    /** After which a model that another node has learned is known to this one as well. */
    private static final long KEPT = Duration.ofSeconds(10).toNanos();

    private record Answer(Valuation valuation, long until) {}

    private final ValueRepository repository;
    private final ValueTerms terms;
    private final BusinessClock clock;
    private volatile Answer answer;

    Valuations(ValueRepository repository, ValueTerms terms, BusinessClock clock) {
        this.repository = repository;
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public Valuation current() {
        Answer known = answer;
        if (known == null || System.nanoTime() - known.until() > 0) {
            known = new Answer(new Valuation(terms, repository.latestModel().orElse(null)), System.nanoTime() + KEPT);
            answer = known;
        }
        return known.valuation();
    }

    void forget() {
        answer = null;
    }

    @Override
    public Map<String, Purchases> purchases(Collection<String> customerIds, ZoneId zone) {
        return customerIds.isEmpty() ? Map.of() : repository.purchases(customerIds, zone, clock.instant());
    }
}
