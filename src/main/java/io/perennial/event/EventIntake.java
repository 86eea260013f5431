package io.perennial.event;

import io.perennial.clock.BusinessClock;
import io.perennial.credit.Assessment;
import io.perennial.credit.CreditService;
import io.perennial.decision.DecisionRecord;
import io.perennial.decision.Decisions;
import io.perennial.event.EventReader.Item;
import io.perennial.journey.Journeys;
import io.perennial.journey.Move;
import io.perennial.journey.Stage;
import io.perennial.profile.Fact;
import io.perennial.profile.Facts;
import io.perennial.profile.Profile;
import io.perennial.profile.ProfileBook;
import io.perennial.profile.Tiers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a batch of events in one transaction: keeps them, lets them change profiles and tiers, wakes and starts journeys.
 * Either all of that is there afterwards or none of it; a batch that lost a race is taken again from the start.
 */
@Component
class EventIntake {

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);
    private static final int ATTEMPTS = 12;
    private static final Set<EventType> SIGNS_OF_LIFE = Set.of(EventType.LOGGED_IN, EventType.ORDER_PLACED);

    private final EventStore store;
    private final ProfileBook profiles;
    private final Tiers tiers;
    private final Journeys journeys;
    private final Decisions decisions;
    private final CreditService credit;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    EventIntake(
            EventStore store,
            ProfileBook profiles,
            Tiers tiers,
            Journeys journeys,
            Decisions decisions,
            CreditService credit,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.profiles = profiles;
        this.tiers = tiers;
        this.journeys = journeys;
        this.decisions = decisions;
        this.credit = credit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    IntakeResult take(List<Item> items) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> takeOnce(items));
            } catch (ConcurrencyFailureException | DuplicateKeyException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
                LOG.debug("A batch of {} lost a race and is taken again", items.size(), lost);
                standBack(attempt);
            }
        }
    }

    private static void standBack(int attempt) {
        long most = Duration.ofMillis(10L << Math.min(attempt, 6)).toNanos();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }

    private IntakeResult takeOnce(List<Item> items) {
        List<Rejection> rejected = new ArrayList<>();
        List<CustomerEvent> events = new ArrayList<>();
        Map<String, String> taken = store.known(items.stream()
                .filter(item -> item.event() != null)
                .map(item -> item.event().eventId())
                .collect(Collectors.toSet()));
        List<Item> candidates = items.stream()
                .filter(item ->
                        item.event() != null && !taken.containsKey(item.event().eventId()))
                .toList();
        Map<String, Profile> known = profiles.openLocked(candidates.stream()
                .map(item -> item.event().customerId())
                .collect(Collectors.toCollection(TreeSet::new)));
        Set<String> newcomers = registerAll(candidates, known);
        int duplicates = 0;
        for (Item item : items) {
            CustomerEvent event = item.event();
            if (event == null) {
                rejected.add(item.rejection());
                continue;
            }
            String hash = event.hash();
            String first = taken.get(event.eventId());
            if (hash.equals(first)) {
                duplicates++;
            } else if (first != null) {
                rejected.add(item.refused(
                        Rejection.Code.EVENT_CONFLICT, "An event of this id with other content was taken before"));
            } else if (!known.containsKey(event.customerId())) {
                rejected.add(
                        item.refused(Rejection.Code.UNKNOWN_CUSTOMER, "There is no customer " + event.customerId()));
            } else {
                taken.put(event.eventId(), hash);
                events.add(event);
            }
        }
        store.insert(events);
        events.forEach(event -> tell(known.get(event.customerId()), event));
        settle(known, newcomers, events);
        return new IntakeResult(events.size(), duplicates, rejected);
    }

    /** Whoever registers anywhere in the batch is known to all of it. */
    private Set<String> registerAll(List<Item> candidates, Map<String, Profile> known) {
        Set<String> newcomers = new LinkedHashSet<>();
        Set<String> eventIds = new HashSet<>();
        for (Item item : candidates) {
            CustomerEvent event = item.event();
            if (eventIds.add(event.eventId())
                    && event.type() == EventType.CUSTOMER_REGISTERED
                    && !known.containsKey(event.customerId())) {
                known.put(event.customerId(), register(event));
                newcomers.add(event.customerId());
            }
        }
        return newcomers;
    }

    private Profile register(CustomerEvent event) {
        return profiles.fresh(
                event.customerId(), event.occurredAt(), event.text("channel"), event.text("campaign"), consent(event));
    }

    private static boolean consent(CustomerEvent registration) {
        return !registration.data().hasNonNull("marketingConsent")
                || registration.data().get("marketingConsent").asBoolean();
    }

    private void tell(Profile profile, CustomerEvent event) {
        LocalDate day = clock.day(event.occurredAt());
        switch (event.type()) {
            case CUSTOMER_REGISTERED -> {
                profile.registeredAgain(
                        event.occurredAt(), event.text("channel"), event.text("campaign"), consent(event));
                named(profile, event);
            }
            case PROFILE_CHANGED -> named(profile, event);
            case CONSENT_CHANGED ->
                profile.consented(
                        event.occurredAt(), event.data().get("marketing").asBoolean());
            case LOGGED_IN -> profile.loggedIn(event.occurredAt());
            case PAGE_VIEWED -> {
                profile.viewed(event.occurredAt(), event.text("category"), event.text("page"));
                active(profile, day, event);
            }
            case FEATURE_USED -> active(profile, day, event);
            case SERVICE_CONTACTED -> profile.wasActive(day, 0, 1);
            case ORDER_PLACED ->
                profile.ordered(
                        event.text("orderId"),
                        event.occurredAt(),
                        clock.instant(),
                        event.money("amount"),
                        event.text("category"),
                        event.data().hasNonNull("periods") ? event.whole("periods") : 0,
                        event.data().hasNonNull("items") ? event.whole("items") : 1);
            case ORDER_CANCELLED -> profile.cancelled(event.text("orderId"));
            case CREDIT_ASSESSED -> profile.graded(event.occurredAt(), event.text("grade"));
            case REPAYMENT_MADE -> profile.repaid(event.text("billId"), dueOn(event), event.occurredAt());
            case REPAYMENT_OVERDUE -> profile.overdue(event.text("billId"), dueOn(event), event.occurredAt());
            case CHECKED_IN -> profile.wasActive(day, 0, 0);
        }
    }

    private static void named(Profile profile, CustomerEvent event) {
        profile.named(
                event.occurredAt(),
                event.text("name"),
                event.text("phone"),
                event.whole("age"),
                event.text("region"),
                event.text("locale"));
    }

    private static void active(Profile profile, LocalDate day, CustomerEvent event) {
        if (event.data().hasNonNull("seconds")) {
            profile.wasActive(day, event.whole("seconds"), 0);
        }
    }

    private static LocalDate dueOn(CustomerEvent event) {
        return LocalDate.parse(event.text("dueOn"));
    }

    private void settle(Map<String, Profile> known, Set<String> newcomers, List<CustomerEvent> events) {
        Map<Profile, Facts> facts = new LinkedHashMap<>();
        for (CustomerEvent event : events) {
            Profile profile = known.get(event.customerId());
            facts.computeIfAbsent(profile, profiles::facts);
        }
        List<Tiers.Change> changes = tiers.decide(facts, "events");
        profiles.save(known.values());
        assess(known, facts, events);
        journeys.welcome(newcomers);
        journeys.wake(events.stream()
                .map(event ->
                        new Journeys.Arrival(event.customerId(), event.type().name(), event.occurredAt()))
                .distinct()
                .toList());
        tiers.follow(changes);
        welcomeBack(known, facts, events);
    }

    private void assess(Map<String, Profile> known, Map<Profile, Facts> facts, List<CustomerEvent> events) {
        List<DecisionRecord> caps = new ArrayList<>();
        List<Assessment> assessments = new ArrayList<>();
        for (CustomerEvent event : events) {
            if (event.type() == EventType.CREDIT_ASSESSED && event.data().hasNonNull("limit")) {
                String cause = "event:" + event.eventId();
                DecisionRecord cap = decisions.decide(
                        "limit-cap",
                        event.customerId(),
                        facts.get(known.get(event.customerId())).asMap(),
                        cause);
                caps.add(cap);
                assessments.add(new Assessment(
                        cause,
                        event.customerId(),
                        event.occurredAt(),
                        event.money("limit"),
                        new BigDecimal(cap.output("limitCap").toString()),
                        cause));
            }
        }
        decisions.keep(caps);
        credit.assessAll(assessments);
    }

    /** A lost customer who shows a sign of life has returned. */
    private void welcomeBack(Map<String, Profile> known, Map<Profile, Facts> facts, List<CustomerEvent> events) {
        List<Move> moves = events.stream()
                .filter(event -> SIGNS_OF_LIFE.contains(event.type()))
                .map(event -> known.get(event.customerId()))
                .filter(profile -> profile.stage() == Stage.LOST)
                .distinct()
                .map(profile -> new Move(
                        profile.customerId(),
                        facts.get(profile).number(Fact.ORDER_COUNT) > 0 ? Stage.RETENTION : Stage.ACTIVATION,
                        "came back"))
                .toList();
        journeys.welcomeBack(moves);
    }
}
