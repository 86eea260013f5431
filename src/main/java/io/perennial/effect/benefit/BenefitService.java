package io.perennial.effect.benefit;

import io.perennial.effect.benefit.BenefitRepository.Change;
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

/** Makes a customer's standing benefits those that are due. Callers hold the customer's lock. */
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
     * Grants what is due and does not stand, withdraws what stands and is not due. Done again under the same prefix, the
     * changes it made first.
     *
     * @param keyPrefix the request key of the settlement; each change's key is this, a colon and the benefit
     * @throws ApiException KEY_REUSED when the prefix stands for a settlement of other benefits
     */
    @Transactional
    public BenefitChanges applyDue(String keyPrefix, String customerId, Set<String> due, String cause) {
        List<Change> earlier = repository.changes(customerId, keyPrefix);
        if (!earlier.isEmpty()) {
            if (!earlier.stream().allMatch(change -> change.granted() == due.contains(change.benefit()))) {
                throw ApiException.keyReused(keyPrefix);
            }
            return settled(earlier);
        }
        Set<String> standing = repository.standing(customerId);
        List<Change> changes = new ArrayList<>();
        for (String benefit : new TreeSet<>(standing)) {
            if (!due.contains(benefit)) {
                changes.add(new Change(benefit, false));
            }
        }
        for (String benefit : new TreeSet<>(due)) {
            if (!standing.contains(benefit)) {
                changes.add(new Change(benefit, true));
            }
        }
        repository.write(keyPrefix, customerId, changes, clock.instant(), cause, sequence);
        return settled(changes);
    }

    /** The benefits the customer enjoys now. */
    public Set<String> current(String customerId) {
        return repository.standing(customerId);
    }

    private static BenefitChanges settled(List<Change> changes) {
        return new BenefitChanges(benefits(changes, true), benefits(changes, false));
    }

    private static Set<String> benefits(List<Change> changes, boolean granted) {
        Set<String> benefits = new TreeSet<>();
        for (Change change : changes) {
            if (change.granted() == granted) {
                benefits.add(change.benefit());
            }
        }
        return Collections.unmodifiableSet(benefits);
    }
}
