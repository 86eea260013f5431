package io.perennial.customer.event;

import java.util.List;
import java.util.Map;

/**
 * Listener for accepted events, called in the intake transaction, with the customers locked and their profiles saved. Listeners
 * are called in the order of their {@link org.springframework.core.annotation.Order}.
 */
public interface AcceptedEventListener {

    /** Whether it is called before journeys start and wake, because their steps read what it writes; the others after that. */
    default boolean beforeJourneys() {
        return false;
    }

    /**
     * Called once per batch.
     *
     * @param events those that were not known before, in the order of arrival
     */
    void onAccepted(List<AcceptedEvent> events);

    /** Whether a bill of an erased customer is still to be paid: only repayments of such bills are accepted. */
    default boolean hasOpenBill(String customerId, String billId) {
        return false;
    }

    /** Called for such a repayment; it changes neither profile nor journeys nor points. */
    default void onRepaymentByErased(AcceptedEvent repayment) {}

    /**
     * Called after another customer was merged into this one, once the profile is that of both.
     *
     * @param facts of the customer after the merge
     */
    default void onMerged(String customerId, String cause, Map<String, Object> facts) {}
}
