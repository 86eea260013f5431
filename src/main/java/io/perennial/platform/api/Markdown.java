package io.perennial.platform.api;

/** Escaping of text for Markdown in forms. */
public final class Markdown {

    private Markdown() {}

    /** The text on one line, with all Markdown syntax escaped. */
    public static String text(String any) {
        return any.replaceAll("\\s+", " ").replaceAll("([\\\\`*_{}\\[\\]<>|#!])", "\\\\$1");
    }
}
