package io.perennial.task;

/** What forms show as text, whatever it says. */
final class Markdown {

    private Markdown() {}

    /** On one line, with nothing in it that is markup or parts columns. */
    static String text(String any) {
        return any.replaceAll("\\s+", " ").replaceAll("([\\\\`*_{}\\[\\]<>|#!])", "\\\\$1");
    }
}
