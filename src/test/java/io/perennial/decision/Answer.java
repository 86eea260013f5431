package io.perennial.decision;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** What was answered or how it failed, as a text in which every difference shows: values, Java types, exceptions, causes. */
public final class Answer {

    private Answer() {}

    public static String to(Callable<?> question) {
        try {
            return describe(question.call());
        } catch (Throwable failure) {
            return describe(failure);
        }
    }

    private static String describe(Throwable failure) {
        String text = failure.getClass().getName() + ": " + withoutIdentities(failure.getMessage());
        return failure.getCause() == null ? text : text + " <- " + describe(failure.getCause());
    }

    private static String describe(Object value) {
        if (value == null) {
            return "null";
        }
        String type = value.getClass().getName().replaceAll("\\$\\$Lambda.*", "") + " ";
        if (value instanceof TypedValue typed) {
            return type + typed.getType() + " " + describe(typed.getValue());
        }
        if (value instanceof Collection<?> elements) {
            return type + elements.stream().map(Answer::describe).toList();
        }
        if (value instanceof Map<?, ?> entries) {
            return type
                    + entries.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + describe(entry.getValue()))
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        return type + withoutIdentities(value.toString());
    }

    private static String withoutIdentities(String text) {
        return text == null ? "" : text.replaceAll("(\\$\\$Lambda[^@]*)?@[0-9a-f]{4,}", "@…");
    }
}
