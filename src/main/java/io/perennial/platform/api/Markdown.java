package io.perennial.platform.api;

/** What forms show as text, whatever it says. */
public final class Markdown {

    private Markdown() {}

    /** On one line, with nothing in it that is markup or parts columns. */
    public static String text(String any) {
        return any.replaceAll("\\s+", " ").replaceAll("([\\\\`*_{}\\[\\]<>|#!])", "\\\\$1");
    }
}
