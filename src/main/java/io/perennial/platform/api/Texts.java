package io.perennial.platform.api;

/** Checks of texts that callers send, and how a text is shortened. */
public final class Texts {

    /** What {@link #isOneLine} asks for. */
    public static final String NOT_ONE_LINE = "must not hold control characters, line breaks or halves of characters";

    /** What {@link #isPathSegment} asks for. */
    public static final String NOT_PATH_SEGMENT = "must not be . or .. nor hold any of / \\ % ;";

    private static final String NOT_IN_PATHS = "/\\%;";
    private static final int REPLACEMENT = 0xfffd;

    private Texts() {}

    /** Whether every surrogate has its other half; a database would store something else in its place. */
    public static boolean isUnicode(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (Character.getType(text.codePointAt(at)) == Character.SURROGATE) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is whole characters on one line. */
    public static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        });
    }

    /** Whether a text can stand between two slashes of a URL: servers and proxies do not pass the others on unchanged. */
    public static boolean isPathSegment(String text) {
        return !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(sign -> NOT_IN_PATHS.indexOf(sign) >= 0);
    }

    /**
     * The text, one line of 1 to so many characters.
     *
     * @throws ApiException INVALID, naming the field
     */
    public static String require(String field, String text, int longest) {
        if (text == null || text.isBlank() || text.length() > longest) {
            throw ApiException.invalid(field + " must have 1 to " + longest + " characters.");
        }
        if (!isOneLine(text)) {
            throw ApiException.invalid(field + " " + NOT_ONE_LINE + ".");
        }
        return text;
    }

    /** The beginning of a text that is longer, without half of a character at its end. */
    public static String truncate(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean splitsCharacter =
                Character.isHighSurrogate(text.charAt(longest - 1)) && Character.isLowSurrogate(text.charAt(longest));
        return text.substring(0, splitsCharacter ? longest - 1 : longest);
    }

    /** The same with dots for what is left out, and a sign in place of halves of characters; for answers to callers. */
    public static String abbreviate(String text, int longest) {
        return replaceSurrogates(text.length() <= longest ? text : truncate(text, longest) + "…");
    }

    /** The text with a sign in place of halves of characters, which cannot be written in UTF-8. */
    public static String replaceSurrogates(String text) {
        if (isUnicode(text)) {
            return text;
        }
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .map(character -> Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
