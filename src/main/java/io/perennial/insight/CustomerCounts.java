package io.perennial.insight;

import io.perennial.insight.CustomerCountRepository.Event;
import io.perennial.platform.sql.SequenceIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Updates the sums over customers from events. Each customer with new events is recounted from the stored data, and the
 * difference is added to the sums, so the result is independent of the order of events and of repeated counting.
 */
@Component
class CustomerCounts {

    private static final int EVENTS_PER_STEP = 1_000;
    private static final int CUSTOMERS_PER_STEP = 2_000;

    /** Sequence numbers are assigned before commit: within this time a row with a smaller number may still appear. */
    private static final Duration UNSETTLED = Duration.ofMinutes(1);

    private final CustomerCountRepository repository;
    private final SequenceIds sequence;
    private final TransactionTemplate transaction;

    /** Unsettled events that this node has counted. */
    private final Set<Long> counted = new HashSet<>();

    CustomerCounts(CustomerCountRepository repository, SequenceIds sequence, TransactionTemplate transaction) {
        this.repository = repository;
        this.sequence = sequence;
        this.transaction = transaction;
    }

    private record Progress(long cursor, List<Long> counted, boolean complete) {}

    /** Counts new events for about as long as allowed; returns whether none is left. Not thread-safe. */
    boolean update(Duration timeLimit) {
        long end = System.nanoTime() + timeLimit.toNanos();
        if (!recountQueued()) {
            return false;
        }
        Progress done = new Progress(0, List.of(), false);
        do {
            long after = done.cursor();
            long settled = sequence.before(UNSETTLED);
            done = transaction.execute(status -> step(after, settled));
            counted.addAll(done.counted());
            counted.removeIf(seq -> seq <= settled);
        } while (!done.complete() && System.nanoTime() < end);
        return done.complete();
    }

    private Progress step(long after, long settled) {
        long mark = repository.lockMark();
        List<Event> events = repository.events(Math.max(mark, after), EVENTS_PER_STEP);
        List<Event> fresh =
                events.stream().filter(event -> !counted.contains(event.seq())).toList();
        count(fresh.stream().collect(Collectors.groupingBy(Event::customerId)), false);
        long cursor = events.isEmpty() ? mark : events.get(events.size() - 1).seq();
        if (Math.min(cursor, settled) > mark) {
            repository.setMark(Math.min(cursor, settled));
        }
        List<Long> unsettled =
                fresh.stream().map(Event::seq).filter(seq -> seq > settled).toList();
        return new Progress(cursor, unsettled, events.size() < EVENTS_PER_STEP);
    }

    /** Recounts merged customers from all their events. */
    private boolean recountQueued() {
        return transaction.execute(status -> {
            repository.lockMark();
            List<String> ids = repository.takeQueued(CUSTOMERS_PER_STEP);
            if (!ids.isEmpty()) {
                Map<String, List<Event>> events =
                        repository.eventsOf(ids).stream().collect(Collectors.groupingBy(Event::customerId));
                ids.forEach(id -> events.putIfAbsent(id, List.of()));
                count(events, true);
            }
            return ids.size() < CUSTOMERS_PER_STEP;
        });
    }

    private void count(Map<String, List<Event>> events, boolean fromNothing) {
        List<String> ids = events.keySet().stream().sorted().toList();
        CohortChanges changes = new CohortChanges();
        for (int from = 0; from < ids.size(); from += CUSTOMERS_PER_STEP) {
            List<String> some = ids.subList(from, Math.min(from + CUSTOMERS_PER_STEP, ids.size()));
            count(some, events, fromNothing, changes);
        }
        repository.add(changes);
    }

    private void count(
            Collection<String> ids, Map<String, List<Event>> events, boolean fromNothing, CohortChanges changes) {
        Map<String, CustomerCount> stored = repository.stored(ids);
        Map<String, CustomerCount> current = current(ids, events, fromNothing ? Map.of() : stored);
        Map<String, List<Event>> allEvents = fromNothing ? Map.of() : eventsOfOtherMonths(stored, current);
        List<CustomerCount> changed = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (String id : ids) {
            CustomerCount before = stored.get(id);
            CustomerCount withoutActivity = current.get(id);
            boolean fromAllEvents = fromNothing || allEvents.containsKey(id);
            CustomerCount after = withoutActivity == null
                    ? null
                    : withActivity(withoutActivity, fromAllEvents ? null : before)
                            .active(repository.activeDays(allEvents.getOrDefault(id, events.get(id))));
            if (before != null && !before.equals(after)) {
                changes.subtract(before);
            }
            if (after == null) {
                removed.add(id);
            } else if (!after.equals(before)) {
                changes.add(after);
                changed.add(after);
            }
        }
        repository.save(changed);
        repository.delete(removed.stream().filter(stored::containsKey).toList());
    }

    /** All events of customers whose month of registration has changed: their active months count from the new one. */
    private Map<String, List<Event>> eventsOfOtherMonths(
            Map<String, CustomerCount> before, Map<String, CustomerCount> current) {
        List<String> ids = before.values().stream()
                .filter(count -> current.containsKey(count.customerId())
                        && !count.registeredIn()
                                .equals(current.get(count.customerId()).registeredIn()))
                .map(CustomerCount::customerId)
                .toList();
        return ids.isEmpty()
                ? Map.of()
                : repository.eventsOf(ids).stream().collect(Collectors.groupingBy(Event::customerId));
    }

    /** Loads a customer only if the events can change more than the activity. */
    private Map<String, CustomerCount> current(
            Collection<String> ids, Map<String, List<Event>> events, Map<String, CustomerCount> stored) {
        Map<String, CustomerCount> current = new HashMap<>(stored);
        List<String> changed = ids.stream()
                .filter(id ->
                        !stored.containsKey(id) || !events.get(id).stream().allMatch(Event::isOnlyActivity))
                .toList();
        current.keySet().removeAll(changed);
        if (!changed.isEmpty()) {
            current.putAll(repository.current(changed));
        }
        return current;
    }

    private static CustomerCount withActivity(CustomerCount current, CustomerCount before) {
        if (before == null) {
            return current;
        }
        return new CustomerCount(
                current.customerId(),
                current.registeredOn(),
                current.channel(),
                current.orders(),
                current.spend(),
                current.firstOrderOn(),
                current.activatedSoon(),
                current.billed(),
                current.overdue(),
                before.lastActiveOn(),
                before.months());
    }
}
