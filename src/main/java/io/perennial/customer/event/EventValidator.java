package io.perennial.customer.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.perennial.customer.event.Rejection.Code;
import io.perennial.platform.api.Texts;
import io.perennial.platform.clock.BusinessClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The rules that every event must meet, from a sender or from an in-process producer. */
@Component
class EventValidator {

    static final int LONGEST_EVENT_ID = 128;
    private static final FieldType EVENT_ID = FieldType.id(LONGEST_EVENT_ID);
    private static final FieldType CUSTOMER_ID = FieldType.id(64);
    static final List<Field> ENVELOPE = List.of(
            Field.required("eventId", EVENT_ID, "evt-20260131-0001"),
            Field.required("type", FieldType.text(64), "LOGGED_IN"),
            Field.required("customerId", CUSTOMER_ID, "c-1001"));
    static final String OUT_OF_RANGE = "a number is too large or too small";
    private static final int LONGEST_DATA = 16_000;
    private static final int LARGEST_EXPONENT = 300;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    /** A rule that an event breaks. */
    record Violation(Code code, String message) {

        Rejection of(int index, String eventId) {
            return new Rejection(index, eventId, code, message);
        }
    }

    private final BusinessClock clock;

    EventValidator(BusinessClock clock) {
        this.clock = clock;
    }

    /** Validates events of an in-process producer, whose position in the list becomes their index. */
    ParsedBatch validate(List<NewEvent> events) {
        List<NewEvent> valid = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i).withIndex(i);
            Optional<Violation> violation = violation(event);
            if (violation.isPresent()) {
                rejections.add(violation.get().of(i, event.eventId()));
            } else {
                valid.add(event);
            }
        }
        return new ParsedBatch(valid, rejections);
    }

    private Optional<Violation> violation(NewEvent event) {
        return violation("eventId", EVENT_ID, event.senderId())
                .or(() -> violation("customerId", CUSTOMER_ID, event.customerId()))
                .or(() -> violation(event.type(), event.customerId(), event.occurredAt(), event.data()));
    }

    private static Optional<Violation> violation(String name, FieldType type, String value) {
        return type.violation().apply(TextNode.valueOf(value)).flatMap(violation -> invalid(name + " " + violation));
    }

    /**
     * The first rule that is broken.
     *
     * @param occurredAt null when it was not readable
     */
    Optional<Violation> violation(EventType type, String customerId, Instant occurredAt, JsonNode data) {
        if (occurredAt == null || occurredAt.isBefore(EARLIEST)) {
            return invalid(
                    "occurredAt must be ISO-8601 with an offset, such as 2026-01-31T09:30:00+08:00, from 1900 on");
        }
        if (occurredAt.isAfter(clock.instant().plus(TOLERANCE))) {
            return Optional.of(new Violation(Code.FUTURE, "occurredAt lies in the future"));
        }
        if (!data.isObject()) {
            return invalid("data must be a JSON object");
        }
        if (!isInRange(data)) {
            return invalid("data: " + OUT_OF_RANGE);
        }
        String text = data.toString();
        if (!Texts.isUnicode(text)) {
            return invalid("data holds half of a character");
        }
        if (text.length() > LONGEST_DATA) {
            return invalid("data must not be longer than " + LONGEST_DATA + " characters");
        }
        if (type == EventType.CUSTOMER_REGISTERED && !Texts.isPathSegment(customerId)) {
            return invalid("customerId must not be . or ..");
        }
        return type.violation(data).flatMap(violation -> invalid("data." + violation));
    }

    private static Optional<Violation> invalid(String message) {
        return Optional.of(new Violation(Code.INVALID, message));
    }

    /** Whether every number is within the range of a double, so that every reader can represent it. */
    private static boolean isInRange(JsonNode node) {
        if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            return value.signum() == 0 || Math.abs((long) value.precision() - value.scale()) <= LARGEST_EXPONENT;
        }
        for (JsonNode child : node) {
            if (!isInRange(child)) {
                return false;
            }
        }
        return true;
    }
}
