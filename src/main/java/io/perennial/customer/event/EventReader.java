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
import io.perennial.customer.event.ParallelParser.Parsed;
import io.perennial.customer.event.Rejection.Code;
import io.perennial.platform.api.ApiException;
import io.perennial.platform.api.Texts;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads the body of a request into valid events and rejections. */
@Component
class EventReader {

    private final ObjectReader json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);
    private final EventValidator validator;

    EventReader(EventValidator validator) {
        this.validator = validator;
    }

    /** @throws ApiException MALFORMED when the body is not a JSON array, TOO_MANY_EVENTS */
    ParsedBatch readArray(InputStream body) throws IOException {
        ParallelParser parser = new ParallelParser(this::parseItem);
        try {
            EventSplitter.splitArray(body, parser::add);
        } catch (EventSplitter.MalformedArrayException malformed) {
            throw malformed(malformed.getMessage());
        }
        return parser.finish();
    }

    /** @throws ApiException TOO_MANY_EVENTS */
    ParsedBatch readLines(InputStream body) throws IOException {
        ParallelParser parser = new ParallelParser(this::parseLine);
        EventSplitter.splitLines(body, parser::add);
        return parser.finish();
    }

    private static ApiException malformed(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, "MALFORMED", message);
    }

    /** An item that is not JSON makes the whole array malformed. */
    private Parsed parseItem(int index, byte[] text) {
        try {
            return parse(index, text);
        } catch (JsonProcessingException malformed) {
            throw malformed("Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            throw malformed("Not JSON: the body is not UTF-8");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Parsed parseLine(int index, byte[] line) {
        try {
            return parse(index, line);
        } catch (JsonProcessingException malformed) {
            return invalid(index, null, "Not JSON: " + malformed.getOriginalMessage());
        } catch (CharConversionException notText) {
            return invalid(index, null, "Not JSON: the line is not UTF-8");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Well-formed JSON that cannot be an event is rejected alone. */
    private Parsed parse(int index, byte[] text) throws IOException {
        try {
            return toEvent(index, readTree(json.createParser(text)));
        } catch (StreamConstraintsException tooLarge) {
            return invalid(index, null, "An event must not be nested so deeply or have such long numbers");
        } catch (MismatchedInputException duplicate) {
            return invalid(index, null, "An event must not have two fields of one name");
        } catch (NumberFormatException outOfRange) {
            return invalid(index, null, EventValidator.OUT_OF_RANGE);
        } catch (JsonParseException malformed) {
            if (isJsonInCharacters(text)) {
                return invalid(index, null, "The name of a field holds half of a character");
            }
            throw malformed;
        }
    }

    private JsonNode readTree(JsonParser parser) throws IOException {
        try (parser) {
            JsonNode node = json.readTree(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the event");
            }
            return node;
        }
    }

    /** The name of a field may hold an escaped half of a character, which a parser of bytes does not read. */
    private boolean isJsonInCharacters(byte[] text) {
        try {
            readTree(json.createParser(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString()));
            return true;
        } catch (IOException | NumberFormatException notJson) {
            return false;
        }
    }

    private Parsed toEvent(int index, JsonNode node) {
        if (!node.isObject()) {
            return invalid(index, null, "An event is a JSON object");
        }
        String eventId = node.path("eventId").isTextual()
                ? Texts.abbreviate(node.get("eventId").asText(), EventValidator.LONGEST_EVENT_ID)
                : null;
        Optional<String> wrongEnvelope = EventValidator.ENVELOPE.stream()
                .flatMap(field -> field.violation(node).stream())
                .findFirst();
        if (wrongEnvelope.isPresent()) {
            return invalid(index, eventId, wrongEnvelope.get());
        }
        String name = node.get("type").asText();
        Optional<EventType> type = EventType.byName(name);
        if (type.isEmpty()) {
            return new Parsed(null, new Rejection(index, eventId, Code.UNKNOWN_TYPE, "There is no event type " + name));
        }
        String customerId = node.get("customerId").asText();
        Instant occurredAt = toInstant(node.path("occurredAt"));
        JsonNode data = node.hasNonNull("data") ? node.get("data") : JsonNodeFactory.instance.objectNode();
        return validator
                .violation(type.get(), customerId, occurredAt, data)
                .map(violation -> new Parsed(null, violation.of(index, eventId)))
                .orElseGet(() -> new Parsed(
                        NewEvent.of(index, eventId, type.get(), customerId, occurredAt, (ObjectNode) data), null));
    }

    private static Parsed invalid(int index, String eventId, String message) {
        return new Parsed(null, new Rejection(index, eventId, Code.INVALID, message));
    }

    /** Null when the value is not a time. */
    private static Instant toInstant(JsonNode value) {
        try {
            return value.isTextual()
                    ? OffsetDateTime.parse(value.asText()).toInstant().truncatedTo(ChronoUnit.MILLIS)
                    : null;
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
