package io.perennial.customer.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * An event that was just taken.
 *
 * @param customerId whose it is now
 * @param day the customer's local day on which it happened
 * @param repeated whether its order was placed, or its bill paid, by an event that was taken before this batch
 * @param counts false for an order that was cancelled, maybe before it was heard of, and for a report of an order that another
 *     report places earlier
 * @param onTime whether enough of the bill was paid by its due date, with all that is known of it
 * @param facts the customer's facts after the whole batch, by their words
 */
public record AcceptedEvent(
        String eventId,
        EventType type,
        String customerId,
        Instant occurredAt,
        LocalDate day,
        boolean repeated,
        boolean counts,
        boolean onTime,
        JsonNode data,
        Map<String, Object> facts) {

    /** A required text of the event's data. */
    public String text(String field) {
        return data.get(field).asText();
    }

    /** A required amount of the event's data, in yuan. */
    public BigDecimal money(String field) {
        return data.get(field).decimalValue().setScale(2);
    }
}
