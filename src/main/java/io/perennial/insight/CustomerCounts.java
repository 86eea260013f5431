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
 * Keeps the sums over customers in step with the events. Whoever an event tells of is counted anew from what is kept of them and
 * the difference goes into the sums, so that nothing depends on the order of events, and counting twice changes nothing.
 */
@Component
class CustomerCounts {

    private static final int STEP = 1_000;
    private static final int CUSTOMERS = 2_000;

    /** Numbers are drawn before their rows are committed: within this time one with a smaller number may still appear. */
    private static final Duration UNSETTLED = Duration.ofMinutes(1);

    private final CustomerCountRepository repository;
    private final SequenceIds sequence;
    private final TransactionTemplate transaction;

    /** Of the events that are not settled, those that this node has counted. */
    private final Set<Long> counted = new HashSet<>();

    CustomerCounts(CustomerCountRepository repository, SequenceIds sequence, TransactionTemplate transaction) {
        this.repository = repository;
        this.sequence = sequence;
        this.transaction = transaction;
    }

    private record Done(long cursor, List<Long> counted, boolean all) {}

    /** Counts what has come since, for about as long as allowed; says whether nothing is left. One thread at a time. */
    boolean follow(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        if (!followAgain()) {
            return false;
        }
        Done done = new Done(0, List.of(), false);
        do {
            long after = done.cursor();
            long settled = sequence.before(UNSETTLED);
            done = transaction.execute(status -> step(after, settled));
            counted.addAll(done.counted());
            counted.removeIf(seq -> seq <= settled);
        } while (!done.all() && System.nanoTime() < end);
        return done.all();
    }

    private Done step(long after, long settled) {
        long mark = repository.lockMark();
        List<Event> events = repository.events(Math.max(mark, after), STEP);
        List<Event> fresh =
                events.stream().filter(event -> !counted.contains(event.seq())).toList();
        count(fresh.stream().collect(Collectors.groupingBy(Event::customerId)), false);
        long cursor = events.isEmpty() ? mark : events.get(events.size() - 1).seq();
        if (Math.min(cursor, settled) > mark) {
            repository.setMark(Math.min(cursor, settled));
        }
        List<Long> unsettled =
                fresh.stream().map(Event::seq).filter(seq -> seq > settled).toList();
        return new Done(cursor, unsettled, events.size() < STEP);
    }

    /** Those of whom two ids became one are counted from all their events. */
    private boolean followAgain() {
        return transaction.execute(status -> {
            repository.lockMark();
            List<String> ids = repository.takeAgain(CUSTOMERS);
            if (!ids.isEmpty()) {
                Map<String, List<Event>> events =
                        repository.eventsOf(ids).stream().collect(Collectors.groupingBy(Event::customerId));
                ids.forEach(id -> events.putIfAbsent(id, List.of()));
                count(events, true);
            }
            return ids.size() < CUSTOMERS;
        });
    }

    private void count(Map<String, List<Event>> events, boolean fromNothing) {
        List<String> ids = events.keySet().stream().sorted().toList();
        CohortChanges changes = new CohortChanges();
        for (int from = 0; from < ids.size(); from += CUSTOMERS) {
            List<String> some = ids.subList(from, Math.min(from + CUSTOMERS, ids.size()));
            count(some, events, fromNothing, changes);
        }
        repository.add(changes);
    }

    private void count(
            Collection<String> ids, Map<String, List<Event>> events, boolean fromNothing, CohortChanges changes) {
        Map<String, CustomerCount> kept = repository.kept(ids);
        Map<String, CustomerCount> now = now(ids, events, fromNothing ? Map.of() : kept);
        Map<String, List<Event>> whole = fromNothing ? Map.of() : ofOtherMonths(kept, now);
        List<CustomerCount> saved = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (String id : ids) {
            CustomerCount before = kept.get(id);
            CustomerCount bare = now.get(id);
            boolean fromAllEvents = fromNothing || whole.containsKey(id);
            CustomerCount after = bare == null
                    ? null
                    : withActivity(bare, fromAllEvents ? null : before)
                            .active(repository.seen(whole.getOrDefault(id, events.get(id))));
            if (before != null && !before.equals(after)) {
                changes.takeOut(before);
            }
            if (after == null) {
                gone.add(id);
            } else if (!after.equals(before)) {
                changes.putIn(after);
                saved.add(after);
            }
        }
        repository.save(saved);
        repository.delete(gone.stream().filter(kept::containsKey).toList());
    }

    /** All events of those who turn out to have registered in another month: their months are counted from that one. */
    private Map<String, List<Event>> ofOtherMonths(Map<String, CustomerCount> before, Map<String, CustomerCount> now) {
        List<String> ids = before.values().stream()
                .filter(one -> now.containsKey(one.customerId())
                        && !one.registeredIn().equals(now.get(one.customerId()).registeredIn()))
                .map(CustomerCount::customerId)
                .toList();
        return ids.isEmpty()
                ? Map.of()
                : repository.eventsOf(ids).stream().collect(Collectors.groupingBy(Event::customerId));
    }

    /** Looked up where more can have changed than when they were active. */
    private Map<String, CustomerCount> now(
            Collection<String> ids, Map<String, List<Event>> events, Map<String, CustomerCount> kept) {
        Map<String, CustomerCount> now = new HashMap<>(kept);
        List<String> changed = ids.stream()
                .filter(id -> !kept.containsKey(id) || !events.get(id).stream().allMatch(Event::isOnlyActivity))
                .toList();
        now.keySet().removeAll(changed);
        if (!changed.isEmpty()) {
            now.putAll(repository.now(changed));
        }
        return now;
    }

    private static CustomerCount withActivity(CustomerCount now, CustomerCount before) {
        if (before == null) {
            return now;
        }
        return new CustomerCount(
                now.customerId(),
                now.registeredOn(),
                now.channel(),
                now.orders(),
                now.spend(),
                now.firstOrderOn(),
                now.activatedSoon(),
                now.billed(),
                now.overdue(),
                before.lastActiveOn(),
                before.months());
    }
}
