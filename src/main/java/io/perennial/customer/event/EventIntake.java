package io.perennial.customer.event;

import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.journey.Journeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ingests batches of events. Each partition of a batch is one transaction: it stores events, updates profiles and tiers, and
 * calls listeners and journeys, all or nothing; after a conflict with another transaction it is retried.
 */
@Component
public class EventIntake {

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);
    private static final int ATTEMPTS = 12;
    private static final int SAMPLE_STEP = 50;

    private final EventValidator validator;
    private final EventStore store;
    private final CustomerIdentities identities;
    private final Journeys journeys;
    private final EventAdmission admission;
    private final ProfileUpdate profiles;
    private final EventPublisher publisher;
    private final MergeApplier merges;
    private final IntakeExecutor executor;
    private final TransactionTemplate transaction;

    EventIntake(
            EventValidator validator,
            EventStore store,
            CustomerIdentities identities,
            Journeys journeys,
            EventAdmission admission,
            ProfileUpdate profiles,
            EventPublisher publisher,
            MergeApplier merges,
            IntakeExecutor executor,
            PlatformTransactionManager transactions) {
        this.validator = validator;
        this.store = store;
        this.identities = identities;
        this.journeys = journeys;
        this.admission = admission;
        this.profiles = profiles;
        this.publisher = publisher;
        this.merges = merges;
        this.executor = executor;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Ingests events of an in-process producer, with the same validation as those sent to the API. Joins the caller's transaction
     * if there is one; the caller then retries after a conflict.
     */
    public IntakeResult ingest(List<NewEvent> events) {
        return ingest(validator.validate(events));
    }

    IntakeResult ingest(ParsedBatch batch) {
        List<NewEvent> events = batch.events();
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return IntakeResult.combine(ingestOnce(events, true), batch.rejections());
        }
        boolean resent = isResend(events);
        return IntakeResult.combine(
                executor
                        .execute(
                                BatchPartitioner.partition(events),
                                partitions -> ingest(
                                        partitions.stream()
                                                .flatMap(List::stream)
                                                .toList(),
                                        resent))
                        .stream()
                        .flatMap(List::stream)
                        .toList(),
                batch.rejections());
    }

    private List<IntakeResult> ingest(List<NewEvent> events, boolean resent) {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean verified = resent || attempt > 1;
                return transaction.execute(status -> ingestOnce(events, verified));
            } catch (ConcurrencyFailureException | DuplicateKeyException conflict) {
                if (attempt == ATTEMPTS) {
                    throw conflict;
                }
                LOG.debug("Retrying {} events after a conflict", events.size(), conflict);
                backOff(attempt);
            }
        }
    }

    private static void backOff(int attempt) {
        long most = Duration.ofMillis(10L << Math.min(attempt, 6)).toNanos();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }

    /** Samples event ids to guess whether this batch is a resend; small batches rely on the unique key. */
    private boolean isResend(List<NewEvent> events) {
        Set<String> sample = new HashSet<>();
        for (int i = 0; i < events.size() - SAMPLE_STEP; i += SAMPLE_STEP) {
            sample.add(events.get(i).eventId());
        }
        return !store.findHashes(sample).isEmpty();
    }

    /**
     * @param verified whether to look up known events and merged customers first, with the customers locked; otherwise either
     *     makes the transaction fail, so that it is retried verified
     */
    private List<IntakeResult> ingestOnce(List<NewEvent> events, boolean verified) {
        Map<String, String> knownHashes = new HashMap<>();
        if (verified) {
            lockCustomers(events);
            knownHashes.putAll(
                    store.findHashes(events.stream().map(NewEvent::eventId).collect(Collectors.toSet())));
        }
        List<IntakeResult> results = new ArrayList<>();
        boolean resolveMerges = verified;
        for (List<NewEvent> segment : splitAtMerges(events)) {
            results.add(process(new IntakeSegment(segment, knownHashes, resolveMerges)));
            resolveMerges |= segment.stream().anyMatch(NewEvent::isMerge);
        }
        return results;
    }

    /** What other transactions have just written for these customers is visible only once they are locked. */
    private void lockCustomers(List<NewEvent> events) {
        Set<String> ids = events.stream().flatMap(NewEvent::affectedCustomers).collect(Collectors.toSet());
        Map<String, String> merged = identities.findMerged(ids);
        journeys.lock(ids.stream().map(id -> merged.getOrDefault(id, id)).toList());
    }

    /** Each merge ends a segment, since customer ids resolve differently after it. */
    private static List<List<NewEvent>> splitAtMerges(List<NewEvent> events) {
        List<List<NewEvent>> segments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).isMerge()) {
                segments.add(events.subList(from, i + 1));
                from = i + 1;
            }
        }
        if (from < events.size()) {
            segments.add(events.subList(from, events.size()));
        }
        return segments;
    }

    private IntakeResult process(IntakeSegment segment) {
        admission.admit(segment);
        profiles.apply(segment);
        publisher.publish(segment);
        segment.merge().ifPresent(merge -> merges.apply(segment, merge));
        publisher.publishRepaymentsByErased(segment);
        return segment.result();
    }
}
