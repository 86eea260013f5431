package io.perennial.customer.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.api.Sha256;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;

/**
 * Something that happened to a customer, sent once, never changed.
 *
 * @param customerId whose it is: the id it was sent with, or the one that id was merged into
 * @param hash       equal for equal content as it was sent, whatever the order of its fields
 */
record CustomerEvent(
        String eventId, EventType type, String customerId, Instant occurredAt, ObjectNode data, String hash) {

    static CustomerEvent sent(String eventId, EventType type, String customerId, Instant occurredAt, ObjectNode data) {
        String content = type + "\n" + customerId + "\n" + occurredAt + "\n" + CanonicalJson.text(data);
        return new CustomerEvent(eventId, type, customerId, occurredAt, data, Sha256.hex(content));
    }

    CustomerEvent of(String survivor) {
        return new CustomerEvent(eventId, type, survivor, occurredAt, data, hash);
    }

    CustomerEvent withData(ObjectNode other) {
        return new CustomerEvent(eventId, type, customerId, occurredAt, other, hash);
    }

    /** Whom it concerns: the customer, and who takes the customer over in a merge. */
    Stream<String> concerns() {
        return type == EventType.CUSTOMERS_MERGED
                ? Stream.of(customerId, text("intoCustomerId"))
                : Stream.of(customerId);
    }

    String text(String field) {
        return data.hasNonNull(field) ? data.get(field).asText() : null;
    }

    Integer whole(String field) {
        return data.hasNonNull(field) ? data.get(field).asInt() : null;
    }

    int whole(String field, int otherwise) {
        return data.hasNonNull(field) ? data.get(field).asInt() : otherwise;
    }

    BigDecimal money(String field) {
        return data.hasNonNull(field) ? data.get(field).decimalValue().setScale(2) : null;
    }

    boolean flag(String field, boolean otherwise) {
        return data.hasNonNull(field) ? data.get(field).asBoolean() : otherwise;
    }

    Boolean flag(String field) {
        return data.hasNonNull(field) ? data.get(field).asBoolean() : null;
    }

    LocalDate date(String field) {
        return LocalDate.parse(data.get(field).asText());
    }
}
