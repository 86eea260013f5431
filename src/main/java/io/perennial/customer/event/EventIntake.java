package io.perennial.customer.event;

import io.perennial.customer.event.EventReader.Item;
import io.perennial.customer.event.EventStore.Kept;
import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.customer.profile.Fact;
import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tiers;
import io.perennial.journey.Journeys;
import io.perennial.journey.Journeys.WakeUp;
import io.perennial.journey.Stage;
import io.perennial.journey.StageChange;
import io.perennial.platform.clock.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes events in: keeps them, lets them change profiles and tiers, wakes and starts journeys. A portion of a batch is one
 * transaction: either all of that is there afterwards or none of it, and one that lost a race is taken again from the start.
 */
@Component
class EventIntake {

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);
    private static final int ATTEMPTS = 12;
    private static final int WORTH_A_THREAD = 50;
    private static final Set<EventType> SIGNS_OF_LIFE = Set.of(EventType.LOGGED_IN, EventType.ORDER_PLACED);

    private final EventStore store;
    private final CustomerIdentities persons;
    private final ProfileService profiles;
    private final Tiers tiers;
    private final Journeys journeys;
    private final LimitAssessments assessments;
    private final List<AcceptedEventListener> listeners;
    private final BusinessClock clock;
    private final IntakeExecutor lanes;
    private final TransactionTemplate transaction;

    EventIntake(
            EventStore store,
            CustomerIdentities persons,
            ProfileService profiles,
            Tiers tiers,
            Journeys journeys,
            LimitAssessments assessments,
            List<AcceptedEventListener> listeners,
            BusinessClock clock,
            IntakeExecutor lanes,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.persons = persons;
        this.profiles = profiles;
        this.tiers = tiers;
        this.journeys = journeys;
        this.assessments = assessments;
        this.listeners = listeners;
        this.clock = clock;
        this.lanes = lanes;
        this.transaction = new TransactionTemplate(transactions);
    }

    IntakeResult take(List<Item> items) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            // Whoever began the transaction takes everything again that was in it.
            return takeOnce(items, true);
        }
        boolean again = wasSentBefore(items);
        return together(lanes.take(
                BatchPartitioner.of(items),
                portions -> take(portions.stream().flatMap(List::stream).toList(), again)));
    }

    private IntakeResult take(List<Item> items, boolean wasSentBefore) {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean careful = wasSentBefore || attempt > 1;
                return transaction.execute(status -> takeOnce(items, careful));
            } catch (ConcurrencyFailureException | DuplicateKeyException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
                LOG.debug("{} events lost a race and are taken again", items.size(), lost);
                standBack(attempt);
            }
        }
    }

    private static IntakeResult together(List<IntakeResult> results) {
        return new IntakeResult(
                results.stream().mapToInt(IntakeResult::accepted).sum(),
                results.stream().mapToInt(IntakeResult::duplicates).sum(),
                results.stream()
                        .flatMap(result -> result.rejected().stream())
                        .sorted(Comparator.comparingInt(Rejection::index))
                        .toList());
    }

    private static void standBack(int attempt) {
        long most = Duration.ofMillis(10L << Math.min(attempt, 6)).toNanos();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }

    /** Whether a batch looks like one that is sent again. Of a small one the key of its events tells in time. */
    private boolean wasSentBefore(List<Item> items) {
        Set<String> some = new HashSet<>();
        for (int i = 0; i < items.size() - WORTH_A_THREAD; i += WORTH_A_THREAD) {
            if (items.get(i).event() != null) {
                some.add(items.get(i).event().eventId());
            }
        }
        return !store.known(some).isEmpty();
    }

    /**
     * @param careful whether to look first which events were taken before and which customers were merged away; else either
     *     makes the batch lose, so that it is taken again
     */
    private IntakeResult takeOnce(List<Item> items, boolean careful) {
        Map<String, String> taken = new HashMap<>();
        if (careful) {
            // What others have just written of these customers is seen once nobody else writes.
            Set<String> ids = items.stream()
                    .filter(item -> item.event() != null)
                    .flatMap(item -> item.event().concerns())
                    .collect(Collectors.toSet());
            Map<String, String> survivors = persons.findMerged(ids);
            journeys.lock(ids.stream().map(id -> survivors.getOrDefault(id, id)).toList());
            taken.putAll(store.known(items.stream()
                    .filter(item -> item.event() != null)
                    .map(item -> item.event().eventId())
                    .collect(Collectors.toSet())));
        }
        List<IntakeResult> results = new ArrayList<>();
        boolean mindMerges = careful;
        for (List<Item> run : upToMerges(items)) {
            results.add(new Run(run, taken, mindMerges).take());
            mindMerges |= run.stream().anyMatch(Item::isMerge);
        }
        return together(results);
    }

    /** Each merge ends a run, since after it the ids mean something else. */
    private static List<List<Item>> upToMerges(List<Item> items) {
        List<List<Item>> runs = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isMerge()) {
                runs.add(items.subList(from, i + 1));
                from = i + 1;
            }
        }
        if (from < items.size()) {
            runs.add(items.subList(from, items.size()));
        }
        return runs;
    }

    /** Part of what a transaction takes: events of which at most the last is a merge. */
    private final class Run {

        private final List<Item> items;
        private final Map<String, String> taken;
        private final boolean mindMerges;
        private final List<Rejection> rejected = new ArrayList<>();
        private final Map<String, Item> accepted = new LinkedHashMap<>();
        private final Set<String> newcomers = new LinkedHashSet<>();
        private final Map<String, Integer> registrations = new HashMap<>();
        private final List<CustomerEvent> ofErased = new ArrayList<>();
        private final Set<String> again = new HashSet<>();
        private final Map<Profile, Facts> facts = new LinkedHashMap<>();
        private final List<Tiers.Change> tierChanges = new ArrayList<>();
        private Map<String, String> survivors;
        private Map<String, Profile> known;
        private int duplicates;

        /** @param mindMerges whether some of the ids may be of customers who were merged away, which is seldom so */
        Run(List<Item> items, Map<String, String> taken, boolean mindMerges) {
            this.items = items;
            this.taken = taken;
            this.mindMerges = mindMerges;
        }

        IntakeResult take() {
            List<Item> candidates = items.stream()
                    .filter(item -> item.event() != null
                            && !taken.containsKey(item.event().eventId()))
                    .toList();
            open(candidates);
            newcomers(candidates);
            items.forEach(this::judge);
            List<CustomerEvent> events =
                    accepted.values().stream().map(Item::event).toList();
            keep(events);
            settle(events);
            events.stream()
                    .filter(event -> event.type() == EventType.CUSTOMERS_MERGED)
                    .forEach(this::merge);
            ofErased.forEach(this::repaidByErased);
            return new IntakeResult(events.size() + ofErased.size(), duplicates, rejected);
        }

        private void open(List<Item> candidates) {
            Set<String> ids = new TreeSet<>();
            candidates.forEach(item -> item.event().concerns().forEach(ids::add));
            survivors = mindMerges ? persons.findMerged(ids) : Map.of();
            Set<String> whose = ids.stream().map(this::whose).collect(Collectors.toCollection(TreeSet::new));
            known = profiles.loadForUpdate(whose);
            Set<String> unknown = new HashSet<>(whose);
            unknown.removeAll(known.keySet());
            if (!persons.findMerged(unknown).isEmpty()) {
                throw new PessimisticLockingFailureException("A customer of the batch was merged into another");
            }
            taken.putAll(store.known(candidates.stream()
                    .filter(item -> isUnknownOrErased(whose(item.event().customerId())))
                    .map(item -> item.event().eventId())
                    .collect(Collectors.toSet())));
            Set<String> withBills = new HashSet<>();
            List<Object[]> orders = new ArrayList<>();
            for (Item item : candidates) {
                CustomerEvent event = item.event();
                String customerId = whose(event.customerId());
                if (!known.containsKey(customerId)) {
                    continue;
                }
                switch (event.type()) {
                    case ORDER_PLACED, ORDER_CANCELLED -> orders.add(new Object[] {customerId, event.text("orderId")});
                    case REPAYMENT_MADE, REPAYMENT_OVERDUE -> withBills.add(customerId);
                    default -> {}
                }
            }
            profiles.loadOrdersAndBills(known, orders, withBills);
        }

        private boolean isUnknownOrErased(String customerId) {
            Profile profile = known.get(customerId);
            return profile == null || profile.isErased();
        }

        private String whose(String customerId) {
            return survivors.getOrDefault(customerId, customerId);
        }

        /**
         * A registration anywhere in the run counts for all of it. The registration keeps its event id even where an event
         * that comes first has the same one: that is refused, since its customer is not known without a registration.
         */
        private void newcomers(List<Item> candidates) {
            Set<String> eventIds = new HashSet<>();
            for (Item item : candidates) {
                CustomerEvent event = item.event();
                Profile profile = known.get(whose(event.customerId()));
                boolean registers = profile == null && event.type() == EventType.CUSTOMER_REGISTERED;
                boolean mayBeAccepted = registers || profile != null && !profile.isErased();
                if (!taken.containsKey(event.eventId())
                        && mayBeAccepted
                        && eventIds.add(event.eventId())
                        && registers) {
                    known.put(event.customerId(), profiles.newProfile(event.customerId()));
                    newcomers.add(event.customerId());
                    registrations.put(event.eventId(), item.index());
                }
            }
        }

        private void judge(Item item) {
            if (item.event() == null) {
                rejected.add(item.rejection());
                return;
            }
            CustomerEvent event = item.event().of(whose(item.event().customerId()));
            Profile profile = known.get(event.customerId());
            String first = taken.get(event.eventId());
            if (profile != null && profile.isErased()) {
                judgeErased(item, event);
            } else if (event.hash().equals(first)) {
                duplicates++;
            } else if (first != null) {
                refuse(item, Rejection.Code.EVENT_CONFLICT, "An event of this id with other content was taken before");
            } else if (profile == null) {
                refuse(item, Rejection.Code.UNKNOWN_CUSTOMER, "There is no customer " + event.customerId());
            } else if (registrations.getOrDefault(event.eventId(), item.index()) != item.index()) {
                refuse(item, Rejection.Code.EVENT_CONFLICT, "A registration of this batch has the same id");
            } else if (event.type() != EventType.CUSTOMERS_MERGED || mayMerge(item)) {
                taken.put(event.eventId(), event.hash());
                accepted.put(event.eventId(), new Item(item.index(), event, null));
            }
        }

        /** An erased customer's debts stay: bills that are open can be repaid, anything else is refused. */
        private void judgeErased(Item item, CustomerEvent event) {
            String first = taken.get(event.eventId());
            boolean repayment = event.type() == EventType.REPAYMENT_MADE;
            if (repayment && event.hash().equals(first)) {
                duplicates++;
            } else if (repayment
                    && first == null
                    && listeners.stream()
                            .anyMatch(listener -> listener.hasOpenBill(event.customerId(), event.text("billId")))) {
                taken.put(event.eventId(), event.hash());
                ofErased.add(event.withData(event.type().impersonal(event.data())));
            } else {
                refuse(item, Rejection.Code.ERASED, "The customer was erased");
            }
        }

        private void repaidByErased(CustomerEvent event) {
            store.insert(List.of(event));
            AcceptedEvent repayment = new AcceptedEvent(
                    event.eventId(),
                    event.type(),
                    event.customerId(),
                    event.occurredAt(),
                    LocalDate.ofInstant(
                            event.occurredAt(), known.get(event.customerId()).zone()),
                    false,
                    true,
                    false,
                    event.data(),
                    Map.of());
            listeners.forEach(listener -> listener.onRepaymentByErased(repayment));
        }

        private boolean mayMerge(Item item) {
            String named = item.event().text("intoCustomerId");
            Profile into = known.get(whose(named));
            if (named.equals(item.event().customerId())) {
                return refuse(item, Rejection.Code.INVALID, "data.intoCustomerId must be another customer");
            }
            if (into == null) {
                return refuse(item, Rejection.Code.UNKNOWN_CUSTOMER, "There is no customer " + named);
            }
            return !into.isErased() || refuse(item, Rejection.Code.ERASED, "The customer to merge into was erased");
        }

        private boolean refuse(Item item, Rejection.Code code, String message) {
            rejected.add(item.refused(code, message));
            return false;
        }

        /** Profiles are settled while the events are being written; whoever moved is told everything again after that. */
        private void keep(List<CustomerEvent> events) {
            Map<Boolean, List<Profile>> told =
                    tell(events).stream().collect(Collectors.partitioningBy(profiles::timeZoneChanged));
            List<Profile> stayed = told.get(false);
            profiles.saveOrdersAndBills(stayed);
            CompletableFuture<Void> settled = CompletableFuture.runAsync(
                    settling(stayed), stayed.size() < WORTH_A_THREAD ? Runnable::run : ForkJoinPool.commonPool());
            store.insert(events);
            settled.join();
            List<Profile> moved = told.get(true).stream().map(this::retold).toList();
            profiles.saveOrdersAndBills(moved);
            settling(moved).run();
        }

        private Runnable settling(List<Profile> some) {
            Supplier<Map<Profile, Facts>> settling = profiles.factsSupplier(some);
            Function<Map<Profile, Facts>, List<Tiers.Change>> deciding = tiers.decider("events");
            return () -> {
                Map<Profile, Facts> settled = settling.get();
                facts.putAll(settled);
                tierChanges.addAll(deciding.apply(settled));
            };
        }

        private Set<Profile> tell(List<CustomerEvent> events) {
            Instant now = clock.instant();
            Set<Profile> told = new LinkedHashSet<>();
            for (CustomerEvent event : events) {
                told.add(known.get(event.customerId()));
                if (isToldAgain(event)) {
                    again.add(event.eventId());
                }
            }
            events.forEach(event -> EventApplier.to(known.get(event.customerId()), event, now));
            return told;
        }

        private boolean isToldAgain(CustomerEvent event) {
            Profile profile = known.get(event.customerId());
            return switch (event.type()) {
                case ORDER_PLACED -> profile.hasOrder(event.text("orderId"));
                case REPAYMENT_MADE -> profile.hasRepayment(event.text("billId"));
                default -> false;
            };
        }

        /** Everything told again to an empty profile: where days begin at another hour, or two histories become one. */
        private Profile retold(Profile profile) {
            Profile untold = profiles.withoutHistory(profile);
            for (Kept kept : store.history(profile.customerId())) {
                EventApplier.to(untold, kept.event(), kept.receivedAt());
            }
            known.put(untold.customerId(), untold);
            return untold;
        }

        private void settle(List<CustomerEvent> events) {
            profiles.save(facts.keySet());
            assessments.apply(known, facts, events);
            journeys.startAcquisition(newcomers);
            List<CustomerEvent> news = events.stream().filter(this::isNews).toList();
            journeys.wake(news.stream().map(this::arrival).distinct().toList());
            tiers.applyChanges(tierChanges);
            welcomeBack(news);
            follow(events);
        }

        /** An order that is reported twice is placed once. */
        private boolean isNews(CustomerEvent event) {
            return event.type() != EventType.ORDER_PLACED
                    || !again.contains(event.eventId())
                            && known.get(event.customerId()).isPlacedBy(event.text("orderId"), event.eventId());
        }

        private WakeUp arrival(CustomerEvent event) {
            return EventIntake.arrival(known.get(event.customerId()), event.type(), event.occurredAt());
        }

        /** A lost customer who shows a sign of life has returned. */
        private void welcomeBack(List<CustomerEvent> events) {
            Map<WakeUp, CustomerEvent> signs = new LinkedHashMap<>();
            for (CustomerEvent event : events) {
                if (SIGNS_OF_LIFE.contains(event.type())
                        && known.get(event.customerId()).stage() == Stage.LOST) {
                    signs.putIfAbsent(arrival(event), event);
                }
            }
            if (signs.isEmpty()) {
                return;
            }
            Map<String, StageChange> moves = new LinkedHashMap<>();
            for (WakeUp sign : journeys.findReactivating(signs.keySet())) {
                CustomerEvent event = signs.get(sign);
                boolean hasOrdered = facts.get(known.get(event.customerId())).number(Fact.ORDER_COUNT) > 0;
                moves.putIfAbsent(
                        event.customerId(),
                        new StageChange(
                                "event:" + event.eventId(),
                                event.customerId(),
                                hasOrdered ? Stage.RETENTION : Stage.ACTIVATION,
                                "came back"));
            }
            journeys.reactivate(List.copyOf(moves.values()));
        }

        private void follow(List<CustomerEvent> events) {
            List<AcceptedEvent> happenings =
                    events.stream().map(this::happening).toList();
            listeners.forEach(listener -> listener.onAccepted(happenings));
        }

        private AcceptedEvent happening(CustomerEvent event) {
            Profile profile = known.get(event.customerId());
            boolean counts = event.type() != EventType.ORDER_PLACED
                    || profile.hasValidOrder(event.text("orderId"))
                            && profile.isPlacedBy(event.text("orderId"), event.eventId());
            return new AcceptedEvent(
                    event.eventId(),
                    event.type(),
                    event.customerId(),
                    event.occurredAt(),
                    LocalDate.ofInstant(event.occurredAt(), profile.zone()),
                    again.contains(event.eventId()),
                    counts,
                    event.type() == EventType.REPAYMENT_MADE && profile.isPaidByDueDate(event.text("billId")),
                    event.data(),
                    facts.get(profile).asMap());
        }

        /** The survivor's profile becomes the one that all events under one id would have made. */
        private void merge(CustomerEvent event) {
            String from = event.customerId();
            String into = whose(event.text("intoCustomerId"));
            if (from.equals(into)) {
                return;
            }
            boolean lostWasActive = known.get(from).stage() != Stage.LOST;
            persons.merge(from, into);
            Profile united = retold(profiles.loadForUpdate(Set.of(into)).get(into));
            if (profiles.timeZoneChanged(united)) {
                united = retold(united);
            }
            profiles.saveOrdersAndBills(List.of(united));
            Map<Profile, Facts> settled = profiles.computeFacts(List.of(united));
            List<Tiers.Change> changes = tiers.decide(settled, "event:" + event.eventId());
            profiles.save(List.of(united));
            assessments.merged(settled, event);
            if (united.hasOrdered()) {
                journeys.wake(List.of(EventIntake.arrival(united, EventType.ORDER_PLACED, united.lastOrderAt())));
            }
            tiers.applyChanges(changes);
            if (united.stage() == Stage.LOST && lostWasActive) {
                journeys.changeStage(List.of(new StageChange(
                        "event:" + event.eventId(),
                        into,
                        united.hasOrdered() ? Stage.RETENTION : Stage.ACTIVATION,
                        "merged with " + from)));
            }
            listeners.forEach(listener -> listener.onMerged(into, "event:" + event.eventId()));
        }
    }

    private static WakeUp arrival(Profile profile, EventType type, Instant at) {
        return new WakeUp(profile.customerId(), type.name(), at, profile.stageSince());
    }
}
