package io.perennial.customer.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.api.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * An event as it is sent: parsed, not yet known.
 *
 * @param index      the position in its batch, by which a rejection names it
 * @param eventId    unique among all events
 * @param customerId the id it was sent with, or the one that this id was merged into
 * @param occurredAt to the millisecond
 * @param hash       equal for equal content as it was sent, whatever the order of its fields
 */
public record NewEvent(
        int index,
        String eventId,
        EventType type,
        String customerId,
        Instant occurredAt,
        ObjectNode data,
        String hash) {

    private static final String INTERNAL = "/";

    /** An event of an in-process producer. */
    public static NewEvent of(String eventId, EventType type, String customerId, Instant occurredAt, ObjectNode data) {
        return of(0, eventId, type, customerId, occurredAt, data);
    }

    /**
     * An event that a part of this application causes. Its event id has a slash, which the ids of senders cannot have, so that
     * neither can use the other's.
     *
     * @param source the part that causes it
     * @param id     of the event within that part
     */
    public static NewEvent internal(
            String source, String id, EventType type, String customerId, Instant occurredAt, ObjectNode data) {
        return of(source + INTERNAL + id, type, customerId, occurredAt, data);
    }

    static NewEvent of(
            int index, String eventId, EventType type, String customerId, Instant occurredAt, ObjectNode data) {
        Instant at = occurredAt.truncatedTo(ChronoUnit.MILLIS);
        String content = type + "\n" + customerId + "\n" + at + "\n" + CanonicalJson.text(data);
        return new NewEvent(index, eventId, type, customerId, at, data, Sha256.hex(content));
    }

    NewEvent withIndex(int position) {
        return new NewEvent(position, eventId, type, customerId, occurredAt, data, hash);
    }

    NewEvent withCustomerId(String resolved) {
        return new NewEvent(index, eventId, type, resolved, occurredAt, data, hash);
    }

    NewEvent withoutPersonalData() {
        return new NewEvent(index, eventId, type, customerId, occurredAt, type.withoutPersonalData(data), hash);
    }

    boolean isMerge() {
        return type == EventType.CUSTOMERS_MERGED;
    }

    /** The event id, of an internal event the part that its source has given it. */
    String senderId() {
        return eventId.substring(eventId.indexOf(INTERNAL) + 1);
    }

    /** The ids of the customers it changes: in a merge both. */
    Stream<String> affectedCustomers() {
        return isMerge() ? Stream.of(customerId, text("intoCustomerId")) : Stream.of(customerId);
    }

    /** A required text of the event's data. */
    String text(String field) {
        return data.get(field).asText();
    }
}
