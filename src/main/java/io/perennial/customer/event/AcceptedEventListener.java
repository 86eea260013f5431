package io.perennial.customer.event;

import java.util.List;

/** What some part of the house makes of events beyond profiles and journeys. */
public interface AcceptedEventListener {

    /**
     * Called once for each batch, in its transaction, with the customers locked and their profiles written back.
     *
     * @param events those that were not known before, in the order of arrival
     */
    void onAccepted(List<AcceptedEvent> events);

    /** Whether a bill of an erased customer is still to be paid: repayments of it are the only events that are taken. */
    default boolean hasOpenBill(String customerId, String billId) {
        return false;
    }

    /** Called for such a repayment; profile, journeys and points do not know of it. */
    default void onRepaymentByErased(AcceptedEvent repayment) {}

    /** Called after another customer was merged into this one, once the profile is that of both. */
    default void onMerged(String customerId, String cause) {}
}
