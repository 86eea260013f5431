package io.perennial.effect.mall;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.customer.event.EventIntake;
import io.perennial.customer.event.EventType;
import io.perennial.customer.event.IntakeResult;
import io.perennial.customer.event.NewEvent;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Places the orders of approved applications as {@code ORDER_PLACED} events. */
@Component
class MallOrders {

    private final EventIntake events;
    private final ObjectMapper json;

    MallOrders(EventIntake events, ObjectMapper json) {
        this.events = events;
        this.json = json;
    }

    /** @throws IllegalStateException when the event is not accepted */
    void place(Application application, Instant at) {
        ObjectNode order = json.createObjectNode()
                .put("orderId", application.mallOrderId())
                .put("amount", application.terms().principal())
                .put("category", application.purchase().category())
                .put("periods", application.terms().periods())
                .put("items", 1);
        NewEvent event = NewEvent.internal(
                "mall", application.applicationId(), EventType.ORDER_PLACED, application.customerId(), at, order);
        IntakeResult result = events.ingest(List.of(event));
        if (result.accepted() != 1) {
            throw new IllegalStateException(
                    "The order of " + application.applicationId() + " was not accepted: " + result);
        }
    }
}
