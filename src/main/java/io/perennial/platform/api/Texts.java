package io.perennial.platform.api;

/** Validation and shortening of text. */
public final class Texts {

    /** Requirement checked by {@link #isOneLine}. */
    public static final String NOT_ONE_LINE = "must not hold control characters, line breaks or halves of characters";

    /** Requirement checked by {@link #isPathSegment}. */
    public static final String NOT_PATH_SEGMENT = "must not be . or .. nor hold any of / \\ % ;";

    private static final String NOT_IN_PATHS = "/\\%;";
    private static final int REPLACEMENT = 0xfffd;

    private Texts() {}

    /** Whether every surrogate is paired; a database would store a different character otherwise. */
    public static boolean isUnicode(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (Character.getType(text.codePointAt(at)) == Character.SURROGATE) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text has no control characters, line breaks or lone surrogates. */
    public static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        });
    }

    /** Whether the text can be one segment of a URL path: servers and proxies change or reject the others. */
    public static boolean isPathSegment(String text) {
        return !text.equals(".") && !text.equals("..") && text.chars().noneMatch(c -> NOT_IN_PATHS.indexOf(c) >= 0);
    }

    /**
     * The text if it is one line of 1 to {@code longest} characters.
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

    /** At most {@code longest} characters of the text, without splitting a surrogate pair. */
    public static String truncate(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean splitsCharacter =
                Character.isHighSurrogate(text.charAt(longest - 1)) && Character.isLowSurrogate(text.charAt(longest));
        return text.substring(0, splitsCharacter ? longest - 1 : longest);
    }

    /** Like {@link #truncate} with an ellipsis for what is cut off, and with lone surrogates replaced; for responses. */
    public static String abbreviate(String text, int longest) {
        return replaceSurrogates(text.length() <= longest ? text : truncate(text, longest) + "…");
    }

    /** The text with lone surrogates, which cannot be encoded in UTF-8, replaced by U+FFFD. */
    public static String replaceSurrogates(String text) {
        if (isUnicode(text)) {
            return text;
        }
        StringBuilder valid = new StringBuilder();
        text.codePoints()
                .map(character -> Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character)
                .forEach(valid::appendCodePoint);
        return valid.toString();
    }
}
