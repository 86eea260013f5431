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

/**
 * The values that a field may have.
 *
 * @param schema    describes them in the API documentation
 * @param violation what is wrong with a value; empty when nothing is
 */
record FieldType(Schema<?> schema, Function<JsonNode, Optional<String>> violation) {

    private static final String ID_PUNCTUATION = "_.:-";
    private static final String NOT_A_DATE = "must be a date such as 2026-01-31, from 1900 on";
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("999999999999.99");

    static FieldType text(int longest) {
        return new FieldType(new StringSchema().minLength(1).maxLength(longest), value -> {
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

    /** A text that is also a segment of an API path. */
    static FieldType segment(int longest) {
        FieldType text = text(longest);
        return new FieldType(
                text.schema().pattern("^[^/\\\\%;]+$"),
                value -> text.violation()
                        .apply(value)
                        .or(() -> Texts.isPathSegment(value.asText())
                                ? Optional.empty()
                                : Optional.of(Texts.NOT_PATH_SEGMENT)));
    }

    static FieldType id(int longest) {
        return new FieldType(
                new StringSchema().pattern("^[A-Za-z0-9_.:-]{1," + longest + "}$"),
                value -> value.isTextual() && isId(value.asText(), longest)
                        ? Optional.empty()
                        : Optional.of("must have 1 to " + longest + " characters of A-Za-z0-9_.:-"));
    }

    /** Without a regular expression, which would take many times as long for two ids per event. */
    private static boolean isId(String text, int longest) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            boolean allowed = character >= 'a' && character <= 'z'
                    || character >= 'A' && character <= 'Z'
                    || character >= '0' && character <= '9'
                    || ID_PUNCTUATION.indexOf(character) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= longest;
    }

    static FieldType bool() {
        return new FieldType(
                new BooleanSchema(),
                value -> value.isBoolean() ? Optional.empty() : Optional.of("must be true or false"));
    }

    static FieldType money() {
        Schema<?> schema = new NumberSchema()
                .minimum(BigDecimal.ZERO)
                .maximum(LARGEST_AMOUNT)
                .multipleOf(new BigDecimal("0.01"))
                .description("yuan, at most two decimals");
        return new FieldType(schema, value -> {
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

    static FieldType integer(int least, int most) {
        BigDecimal from = BigDecimal.valueOf(least);
        BigDecimal to = BigDecimal.valueOf(most);
        return new FieldType(new IntegerSchema().minimum(from).maximum(to), value -> {
            BigDecimal number = value.isNumber() ? value.decimalValue() : null;
            return number != null
                            && number.compareTo(from) >= 0
                            && number.compareTo(to) <= 0
                            && number.stripTrailingZeros().scale() <= 0
                    ? Optional.empty()
                    : Optional.of("must be a whole number from " + least + " to " + most);
        });
    }

    static FieldType number(double least, double most) {
        return new FieldType(
                new NumberSchema().minimum(BigDecimal.valueOf(least)).maximum(BigDecimal.valueOf(most)),
                value -> value.isNumber() && value.doubleValue() >= least && value.doubleValue() <= most
                        ? Optional.empty()
                        : Optional.of("must be a number from " + least + " to " + most));
    }

    static FieldType date() {
        return new FieldType(new DateSchema(), value -> {
            try {
                LocalDate day = value.isTextual() ? LocalDate.parse(value.asText()) : null;
                return day != null && day.getYear() >= 1900 && day.getYear() <= 9999
                        ? Optional.empty()
                        : Optional.of(NOT_A_DATE);
            } catch (DateTimeParseException notADate) {
                return Optional.of(NOT_A_DATE);
            }
        });
    }

    static FieldType oneOf(String... values) {
        return new FieldType(
                new StringSchema()._enum(List.of(values)),
                value -> value.isTextual() && Arrays.asList(values).contains(value.asText())
                        ? Optional.empty()
                        : Optional.of("must be one of " + String.join(", ", values)));
    }
}
