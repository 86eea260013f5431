package io.perennial.customer.event;

import io.perennial.customer.event.Rejection.Code;
import io.perennial.customer.identity.CustomerIdentities;
import io.perennial.customer.profile.Profile;
import io.perennial.customer.profile.ProfileService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Loads the profiles of a segment and decides on each event: accepted, duplicate or rejected. */
@Component
class EventAdmission {

    private final EventStore store;
    private final CustomerIdentities identities;
    private final ProfileService profiles;
    private final AcceptedEventListeners listeners;

    EventAdmission(
            EventStore store,
            CustomerIdentities identities,
            ProfileService profiles,
            AcceptedEventListeners listeners) {
        this.store = store;
        this.identities = identities;
        this.profiles = profiles;
        this.listeners = listeners;
    }

    void admit(IntakeSegment segment) {
        List<NewEvent> candidates = segment.unknownEvents();
        loadProfiles(segment, candidates);
        createProfiles(segment, candidates);
        segment.events().forEach(event -> decide(segment, event));
    }

    private void loadProfiles(IntakeSegment segment, List<NewEvent> candidates) {
        Set<String> ids =
                candidates.stream().flatMap(NewEvent::affectedCustomers).collect(Collectors.toCollection(TreeSet::new));
        if (segment.resolveMerges()) {
            segment.setMergedIds(identities.findMerged(ids));
        }
        Set<String> resolved = ids.stream().map(segment::resolveId).collect(Collectors.toCollection(TreeSet::new));
        segment.setProfiles(profiles.loadForUpdate(resolved));
        Set<String> unknown = new HashSet<>(resolved);
        unknown.removeAll(segment.profiles().keySet());
        if (!identities.findMerged(unknown).isEmpty()) {
            throw new PessimisticLockingFailureException("A customer of the batch was merged into another");
        }
        segment.addKnownHashes(store.findHashes(candidates.stream()
                .filter(event -> isUnknownOrErased(segment.profile(segment.resolveId(event.customerId()))))
                .map(NewEvent::eventId)
                .collect(Collectors.toSet())));
        loadOrdersAndBills(segment, candidates);
    }

    private static boolean isUnknownOrErased(Profile profile) {
        return profile == null || profile.isErased();
    }

    private void loadOrdersAndBills(IntakeSegment segment, List<NewEvent> candidates) {
        Set<String> customersWithBills = new HashSet<>();
        List<Object[]> orders = new ArrayList<>();
        for (NewEvent event : candidates) {
            String customerId = segment.resolveId(event.customerId());
            if (segment.profile(customerId) != null) {
                switch (event.type()) {
                    case ORDER_PLACED, ORDER_CANCELLED -> orders.add(new Object[] {customerId, event.text("orderId")});
                    case REPAYMENT_MADE, REPAYMENT_OVERDUE -> customersWithBills.add(customerId);
                    default -> {}
                }
            }
        }
        profiles.loadOrdersAndBills(segment.profiles(), orders, customersWithBills);
    }

    /**
     * A registration applies to the whole segment, at any position. It keeps its event id even if an earlier event has
     * the same one: that is rejected, since its customer is not known without a registration.
     */
    private void createProfiles(IntakeSegment segment, List<NewEvent> candidates) {
        Set<String> eventIds = new HashSet<>();
        for (NewEvent event : candidates) {
            Profile profile = segment.profile(segment.resolveId(event.customerId()));
            boolean registers = profile == null && event.type() == EventType.CUSTOMER_REGISTERED;
            boolean acceptable = registers || profile != null && !profile.isErased();
            if (segment.knownHash(event.eventId()) == null
                    && acceptable
                    && eventIds.add(event.eventId())
                    && registers) {
                segment.register(event, profiles.newProfile(event.customerId()));
            }
        }
    }

    private void decide(IntakeSegment segment, NewEvent sent) {
        NewEvent event = sent.withCustomerId(segment.resolveId(sent.customerId()));
        Profile profile = segment.profile(event.customerId());
        String knownHash = segment.knownHash(event.eventId());
        if (profile != null && profile.isErased()) {
            decideOnErased(segment, event, knownHash);
        } else if (event.hash().equals(knownHash)) {
            segment.countDuplicate();
        } else if (knownHash != null) {
            segment.reject(event, Code.EVENT_CONFLICT, "An event with this id and other content was accepted before");
        } else if (profile == null) {
            segment.reject(event, Code.UNKNOWN_CUSTOMER, "There is no customer " + event.customerId());
        } else if (segment.isIdOfOtherRegistration(event)) {
            segment.reject(event, Code.EVENT_CONFLICT, "A registration of this batch has the same id");
        } else if (!event.isMerge() || isMergeAllowed(segment, sent)) {
            segment.admit(event);
        }
    }

    /** An erased customer's debts stay: repayments of open bills are accepted, all else is rejected. */
    private void decideOnErased(IntakeSegment segment, NewEvent event, String knownHash) {
        boolean repayment = event.type() == EventType.REPAYMENT_MADE;
        if (repayment && event.hash().equals(knownHash)) {
            segment.countDuplicate();
        } else if (repayment && knownHash == null && listeners.hasOpenBill(event.customerId(), event.text("billId"))) {
            segment.admitRepaymentByErased(event.withoutPersonalData());
        } else {
            segment.reject(event, Code.ERASED, "The customer was erased");
        }
    }

    /** @param sent with the id it was sent with, which may be the one it names itself */
    private static boolean isMergeAllowed(IntakeSegment segment, NewEvent sent) {
        String intoId = sent.text("intoCustomerId");
        Profile into = segment.profile(segment.resolveId(intoId));
        if (intoId.equals(sent.customerId())) {
            segment.reject(sent, Code.INVALID, "data.intoCustomerId must be another customer");
        } else if (into == null) {
            segment.reject(sent, Code.UNKNOWN_CUSTOMER, "There is no customer " + intoId);
        } else if (into.isErased()) {
            segment.reject(sent, Code.ERASED, "The customer to merge into was erased");
        } else {
            return true;
        }
        return false;
    }
}
