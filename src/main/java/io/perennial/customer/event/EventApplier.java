package io.perennial.customer.event;

import io.perennial.customer.profile.Profile;
import java.time.Instant;

/** What each type of event means to a profile. */
final class EventApplier {

    /** A change at the instant of the registration comes after it. */
    private static final String BEFORE_ANY_ID = " ";

    private EventApplier() {}

    static void to(Profile profile, CustomerEvent event, Instant receivedAt) {
        String id = event.eventId();
        Instant at = event.occurredAt();
        switch (event.type()) {
            case CUSTOMER_REGISTERED -> {
                profile.registered(id, at, event.text("channel"), event.text("campaign"));
                if (event.data().hasNonNull("marketingConsent")) {
                    profile.consentChanged(BEFORE_ANY_ID + id, at, event.flag("marketingConsent", true));
                }
                named(profile, event, BEFORE_ANY_ID + id);
            }
            case PROFILE_CHANGED -> named(profile, event, id);
            case CONSENT_CHANGED -> profile.consentChanged(id, at, event.flag("marketing", true));
            case LOGGED_IN -> profile.loggedIn(at);
            case PAGE_VIEWED ->
                profile.viewed(id, at, event.text("category"), event.text("page"), event.whole("seconds", 0));
            case FEATURE_USED -> profile.used(at, event.whole("seconds", 0));
            case SERVICE_CONTACTED -> profile.contactedService(at);
            case ORDER_PLACED ->
                profile.ordered(
                        id,
                        at,
                        receivedAt,
                        event.text("orderId"),
                        event.money("amount"),
                        event.text("category"),
                        event.whole("periods", 0),
                        event.whole("items", 1));
            case ORDER_CANCELLED -> profile.cancelled(event.text("orderId"));
            case CREDIT_ASSESSED -> profile.graded(id, at, event.text("grade"));
            case REPAYMENT_MADE ->
                profile.repaid(
                        id, at, event.text("billId"), event.date("dueOn"), event.money("amount"), event.flag("inFull"));
            case REPAYMENT_OVERDUE -> profile.overdue(id, at, event.text("billId"), event.date("dueOn"));
            // Membership and the merge itself act on these; the profile learns nothing from them.
            case CHECKED_IN, CUSTOMERS_MERGED -> {}
        }
    }

    private static void named(Profile profile, CustomerEvent event, String mark) {
        profile.personalDataChanged(
                mark,
                event.occurredAt(),
                event.text("name"),
                event.text("phone"),
                event.whole("age"),
                event.text("region"),
                event.text("locale"));
    }
}
