package io.perennial.customer.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.customer.profile.Profile;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * An event that was accepted, as it is stored.
 *
 * @param seq        its number in the order of arrival
 * @param customerId the customer it belongs to now
 * @param hash       of its content, as in {@link NewEvent}; empty after an erasure
 * @param profile    the customer's profile after the batch that brought it; null for an event read from the store
 * @param facts      that customer's facts by their keys; empty for an event read from the store
 * @param repeated   whether its order was placed, or its bill paid, by an event that was accepted before that batch
 */
public record AcceptedEvent(
        long seq,
        String eventId,
        EventType type,
        String customerId,
        Instant occurredAt,
        Instant receivedAt,
        ObjectNode data,
        String hash,
        Profile profile,
        Map<String, Object> facts,
        boolean repeated) {

    static AcceptedEvent of(NewEvent event, long seq, Instant receivedAt) {
        return new AcceptedEvent(
                seq,
                event.eventId(),
                event.type(),
                event.customerId(),
                event.occurredAt(),
                receivedAt,
                event.data(),
                event.hash(),
                null,
                Map.of(),
                false);
    }

    AcceptedEvent applied(Profile after, Map<String, Object> factsAfter, boolean repeatedOne) {
        return new AcceptedEvent(
                seq, eventId, type, customerId, occurredAt, receivedAt, data, hash, after, factsAfter, repeatedOne);
    }

    /** The customer's local day on which it happened. */
    public LocalDate day() {
        return LocalDate.ofInstant(occurredAt, profile.zone());
    }

    /**
     * False for an order that is cancelled, even if the cancellation came first, and for a report of an order that another
     * report places earlier.
     */
    public boolean counts() {
        return type != EventType.ORDER_PLACED
                || profile.hasValidOrder(text("orderId")) && profile.isPlacedBy(text("orderId"), eventId);
    }

    /** Whether enough of the bill was paid by its due date, with everything that is known of it. */
    public boolean onTime() {
        return type == EventType.REPAYMENT_MADE && profile.isPaidByDueDate(text("billId"));
    }

    /** Whether journeys wake for it: an order that is reported twice is placed once. */
    boolean wakesJourneys() {
        return type != EventType.ORDER_PLACED || !repeated && profile.isPlacedBy(text("orderId"), eventId);
    }

    /** A text of the event's data; null where it has none. */
    public String text(String field) {
        return data.hasNonNull(field) ? data.get(field).asText() : null;
    }

    /** An amount of the event's data, in yuan; null where it has none. */
    public BigDecimal money(String field) {
        return data.hasNonNull(field) ? data.get(field).decimalValue().setScale(2) : null;
    }

    Integer integer(String field) {
        return data.hasNonNull(field) ? data.get(field).asInt() : null;
    }

    int integer(String field, int otherwise) {
        return data.hasNonNull(field) ? data.get(field).asInt() : otherwise;
    }

    Boolean bool(String field) {
        return data.hasNonNull(field) ? data.get(field).asBoolean() : null;
    }

    boolean bool(String field, boolean otherwise) {
        return data.hasNonNull(field) ? data.get(field).asBoolean() : otherwise;
    }

    LocalDate date(String field) {
        return LocalDate.parse(data.get(field).asText());
    }
}
