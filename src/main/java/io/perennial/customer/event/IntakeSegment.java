package io.perennial.customer.event;

import io.perennial.customer.profile.Facts;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.Tiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * State of one part of a batch while it is processed: events of which at most the last is a merge, the profiles they concern,
 * and what was decided on each event.
 */
final class IntakeSegment {

    private final List<NewEvent> events;
    private final Map<String, String> knownHashes;
    private final boolean resolveMerges;

    private final List<Rejection> rejections = new ArrayList<>();
    private final Map<String, Integer> registrations = new HashMap<>();
    private final Set<String> newCustomers = new LinkedHashSet<>();
    private final List<NewEvent> admitted = new ArrayList<>();
    private final List<NewEvent> repaymentsByErased = new ArrayList<>();
    private final Map<Profile, Facts> facts = new LinkedHashMap<>();
    private final List<Tiers.Change> tierChanges = new ArrayList<>();
    private Map<String, String> mergedIds = Map.of();
    private Map<String, Profile> profiles = Map.of();
    private List<AcceptedEvent> accepted = List.of();
    private int duplicates;

    /**
     * @param knownHashes   content hashes of events that were accepted before, by event id; shared by the segments of a
     *     transaction, each of which adds those it admits
     * @param resolveMerges whether ids may be of customers who were merged into others; rarely true
     */
    IntakeSegment(List<NewEvent> events, Map<String, String> knownHashes, boolean resolveMerges) {
        this.events = events;
        this.knownHashes = knownHashes;
        this.resolveMerges = resolveMerges;
    }

    List<NewEvent> events() {
        return events;
    }

    boolean resolveMerges() {
        return resolveMerges;
    }

    /** The content hash of the event that was accepted under this id; null where there is none. */
    String knownHash(String eventId) {
        return knownHashes.get(eventId);
    }

    void addKnownHashes(Map<String, String> hashes) {
        knownHashes.putAll(hashes);
    }

    List<NewEvent> unknownEvents() {
        return events.stream()
                .filter(event -> !knownHashes.containsKey(event.eventId()))
                .toList();
    }

    void setMergedIds(Map<String, String> ids) {
        mergedIds = ids;
    }

    /** The id itself, or the one it was merged into. */
    String resolveId(String customerId) {
        return mergedIds.getOrDefault(customerId, customerId);
    }

    void setProfiles(Map<String, Profile> loaded) {
        profiles = loaded;
    }

    Map<String, Profile> profiles() {
        return profiles;
    }

    /** The profile under a resolved id; null where there is no such customer. */
    Profile profile(String customerId) {
        return profiles.get(customerId);
    }

    void replaceProfile(Profile profile) {
        profiles.put(profile.customerId(), profile);
    }

    void register(NewEvent registration, Profile profile) {
        profiles.put(profile.customerId(), profile);
        newCustomers.add(profile.customerId());
        registrations.put(registration.eventId(), registration.index());
    }

    Set<String> newCustomers() {
        return newCustomers;
    }

    /** Whether a registration of this segment has the same event id. */
    boolean isIdOfOtherRegistration(NewEvent event) {
        return registrations.getOrDefault(event.eventId(), event.index()) != event.index();
    }

    void admit(NewEvent event) {
        knownHashes.put(event.eventId(), event.hash());
        admitted.add(event);
    }

    void admitRepaymentByErased(NewEvent repayment) {
        knownHashes.put(repayment.eventId(), repayment.hash());
        repaymentsByErased.add(repayment);
    }

    void countDuplicate() {
        duplicates++;
    }

    void reject(NewEvent event, Rejection.Code code, String message) {
        rejections.add(new Rejection(event.index(), event.eventId(), code, message));
    }

    List<NewEvent> admitted() {
        return admitted;
    }

    Optional<NewEvent> merge() {
        return admitted.stream().filter(NewEvent::isMerge).findFirst();
    }

    List<NewEvent> repaymentsByErased() {
        return repaymentsByErased;
    }

    /** The facts of the profiles that changed. */
    Map<Profile, Facts> facts() {
        return facts;
    }

    List<Tiers.Change> tierChanges() {
        return tierChanges;
    }

    void setAccepted(List<AcceptedEvent> events) {
        accepted = events;
    }

    List<AcceptedEvent> accepted() {
        return accepted;
    }

    IntakeResult result() {
        return new IntakeResult(admitted.size() + repaymentsByErased.size(), duplicates, rejections);
    }
}
