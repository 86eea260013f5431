package io.perennial.customer.event;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Texts;
import io.perennial.platform.clock.BusinessClock;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Turns what was sent into events, or into rejections that say what is wrong. */
@Component
class EventReader {

    static final int LARGEST_BATCH = 5_000;
    private static final int CHUNK = 16_384;
    private static final int LONGEST_DATA = 16_000;
    private static final int LONGEST_EVENT_ID = 128;
    private static final int LARGEST_EXPONENT = 300;
    private static final String OUT_OF_RANGE = "a number is too large or too small";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    static final List<Field> ENVELOPE = List.of(
            Field.required("eventId", Field.id(LONGEST_EVENT_ID), "evt-20260131-0001"),
            Field.required("type", Field.text(64), "LOGGED_IN"),
            Field.required("customerId", Field.id(64), "c-1001"));

    /** Either an event or the reason why it is none. */
    record Item(int index, CustomerEvent event, Rejection rejection) {

        boolean isMerge() {
            return event != null && event.type() == EventType.CUSTOMERS_MERGED;
        }

        Rejection refused(Rejection.Code code, String message) {
            return new Rejection(index, event.eventId(), code, message);
        }
    }

    private final ObjectReader json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);
    private final BusinessClock clock;

    EventReader(BusinessClock clock) {
        this.clock = clock;
    }

    List<Item> array(InputStream body) throws IOException {
        Pile items = new Pile(this::itemOfArray);
        try {
            ArrayItems.each(body, items::add);
        } catch (ArrayItems.MalformedArray malformed) {
            throw malformed(malformed.getMessage());
        }
        return items.all();
    }

    List<Item> lines(InputStream body) throws IOException {
        Pile items = new Pile(this::line);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            int from = 0;
            for (int to = 0; to < length; to++) {
                if (chunk[to] == '\n') {
                    line.write(chunk, from, to - from);
                    line(line.toByteArray(), items);
                    line.reset();
                    from = to + 1;
                }
            }
            line.write(chunk, from, length - from);
        }
        line(line.toByteArray(), items);
        return items.all();
    }

    private static void line(byte[] line, Pile items) {
        if (!isBlank(line)) {
            items.add(line);
        }
    }

    /** What was sent, looked at by all processors once there is enough of it. */
    private static final class Pile {

        private static final int HIGHEST = 512;

        private final BiFunction<Integer, byte[], Item> reader;
        private final List<byte[]> waiting = new ArrayList<>();
        private final List<Item> items = new ArrayList<>();

        Pile(BiFunction<Integer, byte[], Item> reader) {
            this.reader = reader;
        }

        void add(byte[] sent) {
            if (items.size() + waiting.size() == LARGEST_BATCH) {
                throw tooMany();
            }
            waiting.add(sent);
            if (waiting.size() == HIGHEST) {
                read();
            }
        }

        List<Item> all() {
            read();
            return items;
        }

        private void read() {
            int from = items.size();
            items.addAll(IntStream.range(0, waiting.size())
                    .parallel()
                    .mapToObj(i -> reader.apply(from + i, waiting.get(i)))
                    .toList());
            waiting.clear();
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte character : line) {
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }

    private static ApiException malformed(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "MALFORMED", message);
    }

    private static ApiException tooMany() {
        return new ApiException(
                HttpStatus.PAYLOAD_TOO_LARGE, "TOO_MANY_EVENTS", "Send at most " + LARGEST_BATCH + " events at once.");
    }

    /** Text that is no JSON makes the whole array none. */
    private Item itemOfArray(int index, byte[] text) {
        try {
            return item(index, text);
        } catch (JsonProcessingException malformed) {
            throw malformed("Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            throw malformed("Not JSON: the body is not UTF-8");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Item line(int index, byte[] line) {
        try {
            return item(index, line);
        } catch (JsonProcessingException malformed) {
            return rejected(index, null, Rejection.Code.INVALID, "Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            return rejected(index, null, Rejection.Code.INVALID, "Not JSON: the line is not UTF-8");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Well-formed JSON that cannot be an event is rejected alone. */
    private Item item(int index, byte[] text) throws IOException {
        try {
            return item(index, parsed(json.createParser(text)));
        } catch (StreamConstraintsException tooLarge) {
            return rejected(
                    index,
                    null,
                    Rejection.Code.INVALID,
                    "An event must not be nested so deeply or have such long numbers");
        } catch (MismatchedInputException duplicate) {
            return rejected(index, null, Rejection.Code.INVALID, "An event must not have two fields of one name");
        } catch (NumberFormatException outOfRange) {
            return rejected(index, null, Rejection.Code.INVALID, OUT_OF_RANGE);
        } catch (JsonParseException malformed) {
            if (isJsonInCharacters(text)) {
                return rejected(index, null, Rejection.Code.INVALID, "The name of a field holds half of a character");
            }
            throw malformed;
        }
    }

    private JsonNode parsed(JsonParser parser) throws IOException {
        try (parser) {
            JsonNode node = json.readTree(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the event");
            }
            return node;
        }
    }

    /** Half of a character may be escaped in the name of a field, but a parser of bytes does not read it. */
    private boolean isJsonInCharacters(byte[] text) {
        try {
            parsed(json.createParser(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString()));
            return true;
        } catch (IOException | NumberFormatException notJson) {
            return false;
        }
    }

    private Item item(int index, JsonNode node) {
        if (!node.isObject()) {
            return rejected(index, null, Rejection.Code.INVALID, "An event is a JSON object");
        }
        String eventId = node.path("eventId").isTextual()
                ? Texts.abbreviate(node.get("eventId").asText(), LONGEST_EVENT_ID)
                : null;
        Optional<String> complaint = ENVELOPE.stream()
                .map(field -> field.complaint(node))
                .flatMap(Optional::stream)
                .findFirst();
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
        if (!isInRange(data)) {
            return rejected(index, eventId, Rejection.Code.INVALID, "data: " + OUT_OF_RANGE);
        }
        String kept = data.toString();
        if (!Texts.isUnicode(kept)) {
            return rejected(index, eventId, Rejection.Code.INVALID, "data holds half of a character");
        }
        if (kept.length() > LONGEST_DATA) {
            return rejected(
                    index,
                    eventId,
                    Rejection.Code.INVALID,
                    "data must not be longer than " + LONGEST_DATA + " characters");
        }
        String customerId = node.get("customerId").asText();
        if (type.get() == EventType.CUSTOMER_REGISTERED && !Texts.isPathSegment(customerId)) {
            return rejected(index, eventId, Rejection.Code.INVALID, "customerId must not be . or ..");
        }
        Optional<String> wrong = type.get().complaint(data);
        return wrong.isPresent()
                ? rejected(index, eventId, Rejection.Code.INVALID, "data." + wrong.get())
                : new Item(
                        index,
                        CustomerEvent.sent(eventId, type.get(), customerId, occurredAt, (ObjectNode) data),
                        null);
    }

    private static Item rejected(int index, String eventId, Rejection.Code code, String message) {
        return new Item(index, null, new Rejection(index, eventId, code, message));
    }

    /** Whether every number is within what a double can hold, so that whatever reads it later finds a number. */
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
