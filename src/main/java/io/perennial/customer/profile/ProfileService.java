package io.perennial.customer.profile;

import io.perennial.customer.profile.Fact.Source;
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

/** Loads profiles, for reading or locked for an update, computes their facts and tags, and saves them. */
@Component
public class ProfileService {

    /** Tables evaluated for each profile loaded for update; the sources of their inputs are loaded with it. */
    private static final List<String> PRELOADED_TABLES =
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

    /** Locks the customers in id order until the end of the transaction and loads them; unknown ones are left out. */
    public Map<String, Profile> loadForUpdate(Collection<String> customerIds) {
        return repository.lock(customerIds, sourcesForUpdate());
    }

    /** The same for all customers from the first to the last id, without erased ones. */
    public Map<String, Profile> loadForUpdate(String from, String to) {
        return repository.lock(from, to, sourcesForUpdate());
    }

    private Set<Source> sourcesForUpdate() {
        Set<Source> sources = EnumSet.of(Source.TAGS);
        decisions.inputs(PRELOADED_TABLES).stream()
                .flatMap(key -> Fact.byKey(key).stream())
                .forEach(fact -> fact.source().ifPresent(sources::add));
        return sources;
    }

    /** Loads these orders, each as {@code {customerId, orderId}}, and all bills of these customers into the profiles. */
    public void loadOrdersAndBills(
            Map<String, Profile> profiles, Collection<Object[]> orders, Collection<String> customersWithBills) {
        repository.loadOrders(profiles, orders);
        repository.loadBills(profiles, customersWithBills);
    }

    public Profile read(String customerId) {
        return read(customerId, EnumSet.allOf(Source.class));
    }

    private Profile read(String customerId, Set<Source> sources) {
        Profile profile = repository.read(List.of(customerId), sources).get(customerId);
        if (profile == null) {
            throw ApiException.unknownCustomer(customerId);
        }
        return profile;
    }

    /** Facts of a customer by key, loading only their sources; unknown keys are left out. */
    public Map<String, Object> facts(String customerId, Collection<String> keys) {
        List<Fact> requested =
                keys.stream().map(Fact::byKey).flatMap(Optional::stream).toList();
        Set<Source> sources = EnumSet.noneOf(Source.class);
        requested.forEach(fact -> fact.source().ifPresent(sources::add));
        Facts facts = facts(read(customerId, sources));
        Map<String, Object> values = new HashMap<>();
        requested.forEach(fact -> values.put(fact.key(), facts.get(fact)));
        return values;
    }

    /** Whether an order of the customer, not cancelled, was received since then. */
    public boolean orderedSince(String customerId, Instant arrival) {
        return repository.orderedSince(customerId, arrival);
    }

    /** Whether the order is cancelled, even if its placement has not arrived. */
    public boolean isCancelled(String customerId, String orderId) {
        return repository.isCancelled(customerId, orderId);
    }

    /** Amount paid in excess of the bills, in yuan. */
    public BigDecimal creditBalance(String customerId) {
        return repository.creditBalance(customerId);
    }

    /** Currently valid tags. */
    public List<Tag> tags(Profile profile) {
        Instant now = clock.instant();
        return profile.tags.values().stream().filter(tag -> tag.isValidAt(now)).toList();
    }

    /** Facts of the API by key, in display order. */
    public Map<String, Object> displayedFacts(Profile profile) {
        Facts facts = facts(profile);
        Map<String, Object> displayed = new LinkedHashMap<>();
        Fact.displayed().forEach(fact -> displayed.put(fact.key(), facts.get(fact)));
        return displayed;
    }

    /** Creates the profile of a new customer; {@link #save} stores it. */
    public Profile newProfile(String customerId) {
        return Profile.create(customerId, zones.of(null), clock.instant());
    }

    /** Whether the customer's region implies another time zone than the one the days were counted in. */
    public boolean timeZoneChanged(Profile profile) {
        return !zones.of(profile.region()).equals(profile.zone());
    }

    /** Copies the profile without its event history, to apply all events again. */
    public Profile withoutHistory(Profile profile) {
        Profile copy = profile.withoutHistory(zones.of(profile.region()));
        repository.loadBillTotals(Map.of(copy.customerId(), copy));
        return copy;
    }

    public Facts facts(Profile profile) {
        return Facts.of(profile, clock.instant(), values.current());
    }

    /** Updates the aggregates, decides the tags and computes the facts; {@link #save} stores the result. */
    public Map<Profile, Facts> computeFacts(Collection<Profile> profiles) {
        return factsSupplier(profiles).get();
    }

    /** Returns the same computation for use on another thread, with the table versions of this transaction. */
    public Supplier<Map<Profile, Facts>> factsSupplier(Collection<Profile> profiles) {
        Tagger tagger = new Tagger(decisions);
        Instant now = clock.instant();
        CustomerValue value = values.current();
        List<Profile> all = List.copyOf(profiles);
        return () -> {
            List<Facts> facts = all.parallelStream()
                    .map(profile -> computeFacts(profile, tagger, value, now))
                    .toList();
            Map<Profile, Facts> result = new LinkedHashMap<>();
            for (int i = 0; i < all.size(); i++) {
                result.put(all.get(i), facts.get(i));
            }
            return result;
        };
    }

    private Facts computeFacts(Profile profile, Tagger tagger, CustomerValue value, Instant now) {
        if (!profile.bills.isEmpty()) {
            profile.aggregates.updateBills(profile.bills.values(), profile.aggregates.day(now));
        }
        profile.aggregates.prune(now);
        Facts facts = Facts.of(profile, now, value);
        tagger.decide(profile, facts);
        profile.serializeAggregates();
        return facts;
    }

    /** Evaluates changed bills and saves orders and bills; call it before {@link #computeFacts}. */
    public void saveOrdersAndBills(Collection<Profile> profiles) {
        repayments.evaluate(profiles);
        repository.saveOrders(profiles);
        repository.saveBills(profiles);
    }

    /** Saves all other changes of profiles whose facts are computed. */
    public void save(Collection<Profile> profiles) {
        repository.save(profiles);
    }
}
