package io.perennial.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.api.Refused;
import io.perennial.clock.BusinessClock;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Turns what was sent into events, or into rejections that say what is wrong. */
@Component
class EventReader {

    static final int LARGEST_BATCH = 5_000;
    private static final int LONGEST_DATA = 16_000;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Field.Kind EVENT_ID = Field.id(128);
    private static final Field.Kind CUSTOMER_ID = Field.id(64);

    /** Either an event or the reason why it is none. */
    record Item(int index, CustomerEvent event, Rejection rejection) {

        Rejection refused(Rejection.Code code, String message) {
            return new Rejection(index, event.eventId(), code, message);
        }
    }

    private final ObjectReader json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);
    private final BusinessClock clock;

    EventReader(BusinessClock clock) {
        this.clock = clock;
    }

    List<Item> array(InputStream body) throws IOException {
        JsonNode batch;
        try {
            batch = json.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new Refused(HttpStatus.BAD_REQUEST, "MALFORMED", "Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            throw new Refused(HttpStatus.BAD_REQUEST, "MALFORMED", "Not JSON: the body is not UTF-8");
        }
        if (!batch.isArray()) {
            throw new Refused(HttpStatus.BAD_REQUEST, "MALFORMED", "Send an array of events.");
        }
        if (batch.size() > LARGEST_BATCH) {
            throw tooMany();
        }
        List<Item> items = new ArrayList<>(batch.size());
        for (JsonNode node : batch) {
            items.add(item(items.size(), node));
        }
        return items;
    }

    List<Item> lines(InputStream body) throws IOException {
        List<Item> items = new ArrayList<>();
        byte[] bytes = body.readAllBytes();
        for (int from = 0, to; from < bytes.length; from = to + 1) {
            to = endOfLine(bytes, from);
            if (isBlank(bytes, from, to)) {
                continue;
            }
            if (items.size() == LARGEST_BATCH) {
                throw tooMany();
            }
            items.add(line(items.size(), bytes, from, to));
        }
        return items;
    }

    private static int endOfLine(byte[] bytes, int from) {
        int to = from;
        while (to < bytes.length && bytes[to] != '\n') {
            to++;
        }
        return to;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static Refused tooMany() {
        return new Refused(
                HttpStatus.PAYLOAD_TOO_LARGE, "TOO_MANY_EVENTS", "Send at most " + LARGEST_BATCH + " events at once.");
    }

    private Item line(int index, byte[] bytes, int from, int to) throws IOException {
        try {
            return item(index, json.readTree(bytes, from, to - from));
        } catch (JsonProcessingException malformed) {
            return rejected(index, null, Rejection.Code.INVALID, "Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            return rejected(index, null, Rejection.Code.INVALID, "Not JSON: the line is not UTF-8");
        }
    }

    private Item item(int index, JsonNode node) {
        if (!node.isObject()) {
            return rejected(index, null, Rejection.Code.INVALID, "An event is a JSON object");
        }
        String eventId =
                node.path("eventId").isTextual() ? shortened(node.get("eventId").asText()) : null;
        Optional<String> complaint = Field.required("eventId", EVENT_ID)
                .complaint(node)
                .or(() -> Field.required("type", Field.text(64)).complaint(node))
                .or(() -> Field.required("customerId", CUSTOMER_ID).complaint(node));
        if (complaint.isPresent()) {
            return rejected(index, eventId, Rejection.Code.INVALID, complaint.get());
        }
        Optional<EventType> type = EventType.named(node.get("type").asText());
        if (type.isEmpty()) {
            return rejected(
                    index,
                    eventId,
                    Rejection.Code.UNKNOWN_TYPE,
                    "There is no event type " + node.get("type").asText());
        }
        Instant occurredAt = occurredAt(node.path("occurredAt"));
        if (occurredAt == null) {
            return rejected(
                    index,
                    eventId,
                    Rejection.Code.INVALID,
                    "occurredAt must be ISO-8601 with an offset, such as 2026-01-31T09:30:00+08:00, from 1900 on");
        }
        if (occurredAt.isAfter(clock.instant().plus(TOLERANCE))) {
            return rejected(index, eventId, Rejection.Code.FUTURE, "occurredAt lies in the future");
        }
        JsonNode data = node.hasNonNull("data") ? node.get("data") : JsonNodeFactory.instance.objectNode();
        if (!data.isObject()) {
            return rejected(index, eventId, Rejection.Code.INVALID, "data must be a JSON object");
        }
        String kept = data.toString();
        if (!Field.isUnicode(kept)) {
            return rejected(index, eventId, Rejection.Code.INVALID, "data holds half of a character");
        }
        if (kept.length() > LONGEST_DATA) {
            return rejected(
                    index,
                    eventId,
                    Rejection.Code.INVALID,
                    "data must not be longer than " + LONGEST_DATA + " characters");
        }
        Optional<String> wrong = type.get().complaint(data);
        return wrong.isPresent()
                ? rejected(index, eventId, Rejection.Code.INVALID, "data." + wrong.get())
                : new Item(
                        index,
                        CustomerEvent.sent(
                                eventId, type.get(), node.get("customerId").asText(), occurredAt, (ObjectNode) data),
                        null);
    }

    private static Item rejected(int index, String eventId, Rejection.Code code, String message) {
        return new Item(index, null, new Rejection(index, eventId, code, message));
    }

    private static String shortened(String eventId) {
        return eventId.length() <= 128 ? eventId : eventId.substring(0, 128) + "…";
    }

    private static Instant occurredAt(JsonNode value) {
        if (!value.isTextual()) {
            return null;
        }
        try {
            Instant at = OffsetDateTime.parse(value.asText()).toInstant().truncatedTo(ChronoUnit.MILLIS);
            return at.isBefore(EARLIEST) ? null : at;
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
