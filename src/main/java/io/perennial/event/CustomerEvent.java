package io.perennial.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** Something that happened to a customer, sent once, never changed. */
public record CustomerEvent(String eventId, EventType type, String customerId, Instant occurredAt, ObjectNode data) {

    /** Equal for equal content, whatever the order of the fields in which it was sent. */
    String hash() {
        String content = type + "\n" + customerId + "\n" + occurredAt + "\n" + Canonical.text(data);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String text(String field) {
        return data.hasNonNull(field) ? data.get(field).asText() : null;
    }

    Integer whole(String field) {
        return data.hasNonNull(field) ? data.get(field).asInt() : null;
    }

    BigDecimal money(String field) {
        return data.hasNonNull(field) ? data.get(field).decimalValue().setScale(2) : null;
    }
}
