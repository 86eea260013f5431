package io.perennial.customer.event;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** All listeners for accepted events, in their order: those before journeys start and wake, and those after. */
@Component
class AcceptedEventListeners {

    private final List<AcceptedEventListener> all;

    AcceptedEventListeners(List<AcceptedEventListener> all) {
        this.all = all;
    }

    void beforeJourneys(Consumer<AcceptedEventListener> call) {
        all.stream().filter(AcceptedEventListener::beforeJourneys).forEach(call);
    }

    void afterJourneys(Consumer<AcceptedEventListener> call) {
        all.stream().filter(listener -> !listener.beforeJourneys()).forEach(call);
    }

    boolean hasOpenBill(String customerId, String billId) {
        return all.stream().anyMatch(listener -> listener.hasOpenBill(customerId, billId));
    }

    void onRepaymentByErased(AcceptedEvent repayment) {
        all.forEach(listener -> listener.onRepaymentByErased(repayment));
    }
}
