package io.perennial.customer.event;

import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import io.perennial.customer.profile.Tiers;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Applies the admitted events of a segment to their profiles and stores both: events, profiles, tags and tiers. */
@Component
class ProfileUpdate {

    private static final int PARALLEL_THRESHOLD = 50;

    private final EventStore store;
    private final ProfileService profiles;
    private final Tiers tiers;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    ProfileUpdate(EventStore store, ProfileService profiles, Tiers tiers, BusinessClock clock, SequenceIds sequence) {
        this.store = store;
        this.profiles = profiles;
        this.tiers = tiers;
        this.clock = clock;
        this.sequence = sequence;
    }

    void apply(IntakeSegment segment) {
        List<AcceptedEvent> events = accepted(segment.admitted());
        Set<String> repeated = repeated(segment, events);
        storeAndCompute(segment, events, changedProfiles(segment, events));
        profiles.save(segment.facts().keySet());
        segment.setAccepted(events.stream()
                .map(event -> applied(segment, event, repeated.contains(event.eventId())))
                .toList());
    }

    private List<AcceptedEvent> accepted(List<NewEvent> events) {
        Instant now = clock.instant();
        return events.stream()
                .map(event -> AcceptedEvent.of(event, sequence.next(), now))
                .toList();
    }

    /** The ids of those whose order or repayment was known before this segment. */
    private static Set<String> repeated(IntakeSegment segment, List<AcceptedEvent> events) {
        Set<String> repeated = new HashSet<>();
        for (AcceptedEvent event : events) {
            Profile profile = segment.profile(event.customerId());
            boolean known = switch (event.type()) {
                case ORDER_PLACED -> profile.hasOrder(event.text("orderId"));
                case REPAYMENT_MADE -> profile.hasRepayment(event.text("billId"));
                default -> false;
            };
            if (known) {
                repeated.add(event.eventId());
            }
        }
        return repeated;
    }

    private static Set<Profile> changedProfiles(IntakeSegment segment, List<AcceptedEvent> events) {
        Set<Profile> changed = new LinkedHashSet<>();
        for (AcceptedEvent event : events) {
            Profile profile = segment.profile(event.customerId());
            EventApplier.apply(event, profile);
            changed.add(profile);
        }
        return changed;
    }

    /**
     * Computes facts, tags and tiers while the events are inserted. Customers whose time zone changed have their whole history
     * replayed after that, since their days begin at another hour.
     */
    private void storeAndCompute(IntakeSegment segment, List<AcceptedEvent> events, Set<Profile> changed) {
        Map<Boolean, List<Profile>> byZoneChange =
                changed.stream().collect(Collectors.partitioningBy(profiles::timeZoneChanged));
        List<Profile> current = byZoneChange.get(false);
        profiles.saveOrdersAndBills(current);
        CompletableFuture<Void> computed = CompletableFuture.runAsync(
                computation(segment, current),
                current.size() < PARALLEL_THRESHOLD ? Runnable::run : ForkJoinPool.commonPool());
        store.insert(events);
        computed.join();
        List<Profile> replayed =
                byZoneChange.get(true).stream().map(this::replayHistory).toList();
        replayed.forEach(segment::replaceProfile);
        profiles.saveOrdersAndBills(replayed);
        computation(segment, replayed).run();
    }

    /** Computes facts and tiers, on any thread: the decision tables are those of this transaction. */
    private Runnable computation(IntakeSegment segment, List<Profile> some) {
        Supplier<Map<Profile, Facts>> facts = profiles.factsSupplier(some);
        Function<Map<Profile, Facts>, List<Tiers.Change>> decider = tiers.decider("events");
        return () -> {
            Map<Profile, Facts> computed = facts.get();
            segment.facts().putAll(computed);
            segment.tierChanges().addAll(decider.apply(computed));
        };
    }

    /** Applies all stored events of the customer to an empty profile. */
    Profile replayHistory(Profile profile) {
        Profile empty = profiles.withoutHistory(profile);
        store.history(profile.customerId()).forEach(event -> EventApplier.apply(event, empty));
        return empty;
    }

    private static AcceptedEvent applied(IntakeSegment segment, AcceptedEvent event, boolean repeated) {
        Profile profile = segment.profile(event.customerId());
        return event.applied(profile, segment.facts().get(profile).asMap(), repeated);
    }
}
