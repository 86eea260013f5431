package io.perennial.platform.engine.model;

import java.util.List;

/**
 * A delegate that a process designer may use.
 *
 * @param delegate its name in a delegate expression
 * @param element  what it belongs to: ServiceTask, UserTask (a listener when completed) or StartEvent (a listener)
 * @param outputs  the variables it sets
 * @param outcome  that of them which says whether the effect happened; null for what always happens
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
     * What the tool must or may be given.
     *
     * @param kind     TEXT, NUMBER or FLAG
     * @param choices  the only values there are; empty for any
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

        /** Whether the text, which is no expression, will do. */
        boolean takes(String text) {
            return switch (kind) {
                case "NUMBER" -> text.matches("-?\\d+(\\.\\d+)?");
                case "FLAG" -> text.equals("true") || text.equals("false");
                default -> choices.isEmpty() ? !text.isBlank() : choices.contains(text);
            };
        }
    }
}
