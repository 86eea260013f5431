package io.perennial.customer.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.platform.api.Texts;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.DateSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One field of an event's data: what it may hold, and whether it must be there. */
record Field(String name, boolean required, Kind kind, Object example) {

    private static final String SIGNS_OF_IDS = "_.:-";
    private static final String NO_DATE = "must be a date such as 2026-01-31, from 1900 on";
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("999999999999.99");

    /** What a value may be: said to people as a schema, and checked. */
    record Kind(Schema<?> schema, Function<JsonNode, Optional<String>> check) {}

    static Field required(String name, Kind kind, Object example) {
        return new Field(name, true, kind, example);
    }

    static Field optional(String name, Kind kind, Object example) {
        return new Field(name, false, kind, example);
    }

    Schema<?> schema() {
        return kind.schema().example(example);
    }

    Optional<String> complaint(JsonNode data) {
        JsonNode value = data.get(name);
        if (value == null || value.isNull()) {
            return required ? Optional.of(name + " is missing") : Optional.empty();
        }
        return kind.check().apply(value).map(wrong -> name + " " + wrong);
    }

    static Kind text(int longest) {
        return new Kind(new StringSchema().minLength(1).maxLength(longest), value -> {
            if (!value.isTextual()) {
                return Optional.of("must be a text");
            }
            String text = value.asText();
            if (text.isBlank() || text.length() > longest) {
                return Optional.of("must have 1 to " + longest + " characters");
            }
            return Texts.isOneLine(text) ? Optional.empty() : Optional.of(Texts.NOT_ONE_LINE);
        });
    }

    /** A text that is also a name in a path of the API. */
    static Kind segment(int longest) {
        Kind text = text(longest);
        return new Kind(
                text.schema().pattern("^[^/\\\\%;]+$"),
                value -> text.check()
                        .apply(value)
                        .or(() -> Texts.isPathSegment(value.asText())
                                ? Optional.empty()
                                : Optional.of(Texts.NOT_PATH_SEGMENT)));
    }

    static Kind id(int longest) {
        return new Kind(
                new StringSchema().pattern("^[A-Za-z0-9_.:-]{1," + longest + "}$"),
                value -> value.isTextual() && isId(value.asText(), longest)
                        ? Optional.empty()
                        : Optional.of("must have 1 to " + longest + " characters of A-Za-z0-9_.:-"));
    }

    /** By hand: it is asked twice of every event, and an expression takes many times as long. */
    private static boolean isId(String text, int longest) {
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            boolean fits = sign >= 'a' && sign <= 'z'
                    || sign >= 'A' && sign <= 'Z'
                    || sign >= '0' && sign <= '9'
                    || SIGNS_OF_IDS.indexOf(sign) >= 0;
            if (!fits) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= longest;
    }

    static Kind bool() {
        return new Kind(
                new BooleanSchema(),
                value -> value.isBoolean() ? Optional.empty() : Optional.of("must be true or false"));
    }

    static Kind money() {
        Schema<?> schema = new NumberSchema()
                .minimum(BigDecimal.ZERO)
                .maximum(LARGEST_AMOUNT)
                .multipleOf(new BigDecimal("0.01"))
                .description("yuan, at most two decimals");
        return new Kind(schema, value -> {
            if (!value.isNumber()) {
                return Optional.of("must be a number");
            }
            BigDecimal amount = value.decimalValue();
            if (amount.signum() < 0) {
                return Optional.of("must not be negative");
            }
            if (amount.compareTo(LARGEST_AMOUNT) > 0) {
                return Optional.of("is too large");
            }
            return amount.stripTrailingZeros().scale() > 2
                    ? Optional.of("must have at most two decimals")
                    : Optional.empty();
        });
    }

    static Kind whole(int least, int most) {
        BigDecimal from = BigDecimal.valueOf(least);
        BigDecimal to = BigDecimal.valueOf(most);
        return new Kind(new IntegerSchema().minimum(from).maximum(to), value -> {
            BigDecimal number = value.isNumber() ? value.decimalValue() : null;
            return number != null
                            && number.compareTo(from) >= 0
                            && number.compareTo(to) <= 0
                            && number.stripTrailingZeros().scale() <= 0
                    ? Optional.empty()
                    : Optional.of("must be a whole number from " + least + " to " + most);
        });
    }

    static Kind number(double least, double most) {
        return new Kind(
                new NumberSchema().minimum(BigDecimal.valueOf(least)).maximum(BigDecimal.valueOf(most)),
                value -> value.isNumber() && value.doubleValue() >= least && value.doubleValue() <= most
                        ? Optional.empty()
                        : Optional.of("must be a number from " + least + " to " + most));
    }

    static Kind date() {
        return new Kind(new DateSchema(), value -> {
            try {
                LocalDate day = value.isTextual() ? LocalDate.parse(value.asText()) : null;
                return day != null && day.getYear() >= 1900 && day.getYear() <= 9999
                        ? Optional.empty()
                        : Optional.of(NO_DATE);
            } catch (DateTimeParseException notADate) {
                return Optional.of(NO_DATE);
            }
        });
    }

    static Kind oneOf(String... words) {
        return new Kind(
                new StringSchema()._enum(List.of(words)),
                value -> value.isTextual() && Arrays.asList(words).contains(value.asText())
                        ? Optional.empty()
                        : Optional.of("must be one of " + String.join(", ", words)));
    }
}
