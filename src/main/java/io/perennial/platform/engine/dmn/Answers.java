package io.perennial.platform.engine.dmn;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the application reads of a table's answer.
 *
 * @param always  whether there is always a row that holds
 * @param outputs what it reads, by the output's name
 */
public record Answers(boolean always, Map<String, Answers.Reading> outputs) {

    /** What an output must be. */
    public record Reading(String wanted, Predicate<Object> fits) {}

    public static final Reading TEXT = new Reading("a text", String.class::isInstance);
    public static final Reading TEXT_OR_NOTHING =
            new Reading("a text or nothing", value -> value == null || value instanceof String);
    public static final Reading NUMBER = new Reading("a number", Number.class::isInstance);
    public static final Reading COUNT =
            new Reading("a whole number above 0", value -> isWhole(value) && ((Number) value).longValue() > 0);

    /** One of the constants of an enum. */
    public static Reading oneOf(Enum<?>... constants) {
        return new Reading(
                "one of " + Arrays.toString(constants),
                value -> Arrays.stream(constants)
                        .anyMatch(constant -> constant.name().equals(value)));
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short;
    }

    /** What of a row cannot be read. */
    Optional<String> complaint(Map<String, Object> row) {
        return outputs.entrySet().stream()
                .filter(output -> !output.getValue().fits().test(row.get(output.getKey())))
                .map(output -> "its %s is %s and must be %s"
                        .formatted(
                                output.getKey(),
                                row.get(output.getKey()),
                                output.getValue().wanted()))
                .findFirst();
    }
}
