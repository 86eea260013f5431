package io.perennial.customer.profile;

import io.perennial.customer.profile.Fact.Part;
import io.perennial.decision.Decisions;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.clock.Zones;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Opens profiles for reading, or locked for writing, and closes them again. */
@Component
public class ProfileService {

    /** The tables asked about profiles that are open for writing: what they read is looked up with them. */
    private static final List<String> STANDING_TABLES =
            List.of(Tiers.TABLE, Tagger.NEEDS, Tagger.RISKS, "limit-cap", "churn-risk");

    private final ProfileRepository repository;
    private final Decisions decisions;
    private final Zones zones;
    private final Repayments repayments;
    private final BusinessClock clock;
    private final CustomerValues values;

    ProfileService(
            ProfileRepository repository,
            Decisions decisions,
            Zones zones,
            Repayments repayments,
            BusinessClock clock,
            CustomerValues values) {
        this.repository = repository;
        this.decisions = decisions;
        this.zones = zones;
        this.repayments = repayments;
        this.clock = clock;
        this.values = values;
    }

    /** Locks the customers in the order of their ids until the transaction ends, then reads them; unknown ones are left out. */
    public Map<String, Profile> loadForUpdate(Collection<String> customerIds) {
        return repository.lock(customerIds, standingParts());
    }

    /** The same for all customers from the first to the last id, but not the erased. */
    public Map<String, Profile> loadForUpdate(String from, String to) {
        return repository.lock(from, to, standingParts());
    }

    /** What the tables read that are asked of every profile that is opened for writing; its tags always. */
    private Set<Part> standingParts() {
        Set<Part> parts = EnumSet.of(Part.TAGS);
        decisions.inputs(STANDING_TABLES).stream()
                .flatMap(word -> Fact.byKey(word).stream())
                .forEach(fact -> fact.part().ifPresent(parts::add));
        return parts;
    }

    /** Adds the named orders, each as {@code {customerId, orderId}}, and all bills of the named customers. */
    public void loadOrdersAndBills(
            Map<String, Profile> profiles, Collection<Object[]> orders, Collection<String> customersWithBills) {
        repository.loadOrders(profiles, orders);
        repository.loadBills(profiles, customersWithBills);
    }

    public Profile read(String customerId) {
        return read(customerId, EnumSet.allOf(Part.class));
    }

    private Profile read(String customerId, Set<Part> parts) {
        Profile profile = repository.read(List.of(customerId), parts).get(customerId);
        if (profile == null) {
            throw ApiException.unknownCustomer(customerId);
        }
        return profile;
    }

    /** Those facts of a customer, and no more read than they need; words that are no facts are left out. */
    public Map<String, Object> facts(String customerId, Collection<String> words) {
        List<Fact> asked =
                words.stream().map(Fact::byKey).flatMap(Optional::stream).toList();
        Set<Part> parts = EnumSet.noneOf(Part.class);
        asked.forEach(fact -> fact.part().ifPresent(parts::add));
        Facts facts = facts(read(customerId, parts));
        Map<String, Object> values = new HashMap<>();
        asked.forEach(fact -> values.put(fact.key(), facts.get(fact)));
        return values;
    }

    /** Whether the customer has placed an order that counts and came in since then. */
    public boolean orderedSince(String customerId, Instant arrival) {
        return repository.orderedSince(customerId, arrival);
    }

    /** Whether that order of the customer is cancelled; it may not be placed yet. */
    public boolean isCancelled(String customerId, String orderId) {
        return repository.isCancelled(customerId, orderId);
    }

    /** What the customer has paid beyond their bills, in yuan. */
    public BigDecimal creditBalance(String customerId) {
        return repository.creditBalance(customerId);
    }

    /** The tags that are valid now. */
    public List<Tag> tags(Profile profile) {
        Instant now = clock.instant();
        return profile.tags.values().stream().filter(tag -> tag.holdsAt(now)).toList();
    }

    /** The facts by key, in the order of their declaration, without those that only tables read. */
    public Map<String, Object> displayedFacts(Profile profile) {
        Facts facts = facts(profile);
        Map<String, Object> displayed = new LinkedHashMap<>();
        Fact.shown().forEach(fact -> displayed.put(fact.key(), facts.get(fact)));
        return displayed;
    }

    /** A profile for a customer who registers now; it is written with {@link #save}. */
    public Profile newProfile(String customerId) {
        return Profile.newcomer(customerId, zones.of(null), clock.instant());
    }

    /** Whether the customer now lives in another zone than the one in which the days of this profile were counted. */
    public boolean timeZoneChanged(Profile profile) {
        return !zones.of(profile.region()).equals(profile.zone());
    }

    /** The same customer with nothing told yet, to be told everything again. */
    public Profile withoutHistory(Profile profile) {
        Profile untold = profile.untold(zones.of(profile.region()));
        repository.loadBillTotals(Map.of(untold.customerId(), untold));
        return untold;
    }

    public Facts facts(Profile profile) {
        return Facts.of(profile, clock.instant(), values.current());
    }

    /** Settles what was told, decides the tags, and says the facts that follow; {@link #save} writes the rest. */
    public Map<Profile, Facts> computeFacts(Collection<Profile> profiles) {
        return factsSupplier(profiles).get();
    }

    /** The same, to be done on another thread: the tables are those of this transaction. */
    public Supplier<Map<Profile, Facts>> factsSupplier(Collection<Profile> profiles) {
        Tagger tagger = new Tagger(decisions);
        Instant now = clock.instant();
        CustomerValue value = values.current();
        List<Profile> all = List.copyOf(profiles);
        return () -> {
            List<Facts> facts = all.parallelStream()
                    .map(profile -> settle(profile, tagger, value, now))
                    .toList();
            Map<Profile, Facts> settled = new LinkedHashMap<>();
            for (int i = 0; i < all.size(); i++) {
                settled.put(all.get(i), facts.get(i));
            }
            return settled;
        };
    }

    private Facts settle(Profile profile, Tagger tagger, CustomerValue value, Instant now) {
        if (!profile.bills.isEmpty()) {
            profile.book.settle(profile.bills.values(), profile.book.day(now));
        }
        profile.book.tidy(now);
        Facts facts = Facts.of(profile, now, value);
        tagger.decide(profile, facts);
        profile.writeBook();
        return facts;
    }

    /** Judges the bills that were told and writes them and the orders; to be called before the profiles are settled. */
    public void saveOrdersAndBills(Collection<Profile> profiles) {
        repayments.judge(profiles);
        repository.saveOrders(profiles);
        repository.saveBills(profiles);
    }

    /** Writes back what else changed of profiles that are settled. */
    public void save(Collection<Profile> profiles) {
        repository.save(profiles);
    }
}
