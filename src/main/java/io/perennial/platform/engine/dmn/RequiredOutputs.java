package io.perennial.platform.engine.dmn;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Outputs that the application requires of a table.
 *
 * @param always  whether at least one row must match
 * @param outputs required types by output name
 */
public record RequiredOutputs(boolean always, Map<String, RequiredOutputs.OutputType> outputs) {

    /** Type of an output. */
    public record OutputType(String wanted, Predicate<Object> fits) {}

    public static final OutputType TEXT = new OutputType("a text", String.class::isInstance);
    public static final OutputType TEXT_OR_NOTHING =
            new OutputType("a text or null", value -> value == null || value instanceof String);
    public static final OutputType NUMBER = new OutputType("a number", Number.class::isInstance);
    public static final OutputType COUNT =
            new OutputType("a whole number above 0", value -> isWhole(value) && ((Number) value).longValue() > 0);

    /** Name of one of the enum constants. */
    public static OutputType oneOf(Enum<?>... constants) {
        return new OutputType(
                "one of " + Arrays.toString(constants),
                value -> Arrays.stream(constants)
                        .anyMatch(constant -> constant.name().equals(value)));
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short;
    }

    /** First output of a row that has a wrong type. */
    Optional<String> violation(Map<String, Object> row) {
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
