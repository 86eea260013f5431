package io.perennial.customer.event;

import io.perennial.customer.profile.Profile;
import java.time.Instant;

/** Applies events to profiles: what each type changes. */
final class EventApplier {

    /** Sorts before every event id: a change at the instant of the registration comes after it. */
    private static final String BEFORE_ANY_ID = " ";

    private EventApplier() {}

    static void apply(AcceptedEvent event, Profile profile) {
        String id = event.eventId();
        Instant at = event.occurredAt();
        switch (event.type()) {
            case CUSTOMER_REGISTERED -> {
                profile.registered(id, at, event.text("channel"), event.text("campaign"));
                if (event.data().hasNonNull("marketingConsent")) {
                    profile.consentChanged(BEFORE_ANY_ID + id, at, event.bool("marketingConsent", true));
                }
                changePersonalData(profile, event, BEFORE_ANY_ID + id);
            }
            case PROFILE_CHANGED -> changePersonalData(profile, event, id);
            case CONSENT_CHANGED -> profile.consentChanged(id, at, event.bool("marketing", true));
            case LOGGED_IN -> profile.loggedIn(at);
            case PAGE_VIEWED ->
                profile.viewed(id, at, event.text("category"), event.text("page"), event.integer("seconds", 0));
            case FEATURE_USED -> profile.used(at, event.integer("seconds", 0));
            case SERVICE_CONTACTED -> profile.contactedService(at);
            case ORDER_PLACED ->
                profile.ordered(
                        id,
                        at,
                        event.receivedAt(),
                        event.text("orderId"),
                        event.money("amount"),
                        event.text("category"),
                        event.integer("periods", 0),
                        event.integer("items", 1));
            case ORDER_CANCELLED -> profile.cancelled(event.text("orderId"));
            case CREDIT_ASSESSED -> profile.graded(id, at, event.text("grade"));
            case REPAYMENT_MADE ->
                profile.repaid(
                        id, at, event.text("billId"), event.date("dueOn"), event.money("amount"), event.bool("inFull"));
            case REPAYMENT_OVERDUE -> profile.overdue(id, at, event.text("billId"), event.date("dueOn"));
            // The profile has no facts of these: points listen to check-ins, MergeApplier applies merges.
            case CHECKED_IN, CUSTOMERS_MERGED -> {}
        }
    }

    private static void changePersonalData(Profile profile, AcceptedEvent event, String stampId) {
        profile.personalDataChanged(
                stampId,
                event.occurredAt(),
                event.text("name"),
                event.text("phone"),
                event.integer("age"),
                event.text("region"),
                event.text("locale"));
    }
}
