package io.perennial.platform.engine.model;

import java.util.List;

/**
 * A delegate available to process designers.
 *
 * @param delegate bean name in a delegate expression
 * @param element  where it is used: ServiceTask, UserTask (as a complete listener) or StartEvent (as a listener)
 * @param outputs  variables it sets
 * @param outcome  the output that states whether the effect happened; null for effects that are never withheld
 */
public record DelegateDescriptor(
        String delegate,
        String element,
        String name,
        String chinese,
        List<Input> inputs,
        List<String> outputs,
        String outcome) {

    /**
     * An input parameter of a delegate.
     *
     * @param kind     TEXT, NUMBER or FLAG
     * @param choices  allowed values; empty for any
     * @param standard what to begin with; empty for nothing
     */
    public record Input(
            String name,
            String label,
            String chinese,
            String kind,
            List<String> choices,
            String standard,
            boolean required) {

        /** Whether the literal text is a valid value. */
        boolean accepts(String text) {
            return switch (kind) {
                case "NUMBER" -> text.matches("-?\\d+(\\.\\d+)?");
                case "FLAG" -> text.equals("true") || text.equals("false");
                default -> choices.isEmpty() ? !text.isBlank() : choices.contains(text);
            };
        }
    }
}
