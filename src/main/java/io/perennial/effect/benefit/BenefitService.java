package io.perennial.effect.benefit;

import io.perennial.effect.benefit.BenefitRepository.BenefitChange;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Grants and withdraws customers' benefits. Callers hold the customer's lock. */
@Service
public class BenefitService {

    private final BenefitRepository repository;
    private final SequenceIds sequence;
    private final BusinessClock clock;

    BenefitService(BenefitRepository repository, SequenceIds sequence, BusinessClock clock) {
        this.repository = repository;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * Grants the benefits that are due and withdraws the others. A repeated call with the same prefix returns the changes of the
     * first one.
     *
     * @param keyPrefix the request key; the key of each change is this, a colon and the benefit
     * @throws ApiException KEY_REUSED when the prefix was used for other benefits
     */
    @Transactional
    public BenefitChanges applyDue(String keyPrefix, String customerId, Set<String> due, String cause) {
        List<BenefitChange> earlier = repository.changes(customerId, keyPrefix);
        if (!earlier.isEmpty()) {
            if (!earlier.stream().allMatch(change -> change.granted() == due.contains(change.benefit()))) {
                throw ApiException.keyReused(keyPrefix);
            }
            return result(earlier);
        }
        Set<String> current = repository.current(customerId);
        List<BenefitChange> changes = new ArrayList<>();
        for (String benefit : new TreeSet<>(current)) {
            if (!due.contains(benefit)) {
                changes.add(new BenefitChange(benefit, false));
            }
        }
        for (String benefit : new TreeSet<>(due)) {
            if (!current.contains(benefit)) {
                changes.add(new BenefitChange(benefit, true));
            }
        }
        repository.write(keyPrefix, customerId, changes, clock.instant(), cause, sequence);
        return result(changes);
    }

    /** The customer's current benefits. */
    public Set<String> current(String customerId) {
        return repository.current(customerId);
    }

    private static BenefitChanges result(List<BenefitChange> changes) {
        return new BenefitChanges(benefits(changes, true), benefits(changes, false));
    }

    private static Set<String> benefits(List<BenefitChange> changes, boolean granted) {
        Set<String> benefits = new TreeSet<>();
        for (BenefitChange change : changes) {
            if (change.granted() == granted) {
                benefits.add(change.benefit());
            }
        }
        return Collections.unmodifiableSet(benefits);
    }
}
