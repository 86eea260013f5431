package io.perennial.customer.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Splits the text of a JSON array into the texts of its items, so that each is parsed on its own and one that cannot be read does
 * not concern the others. Looks at brackets and quotes only: in UTF-8 no other character contains their bytes.
 */
final class ArrayItems {

    private static final int CHUNK = 16_384;
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private enum Place {
        BEFORE_ARRAY,
        IN_ARRAY,
        AFTER_ARRAY
    }

    private final Consumer<byte[]> items;
    private final ByteArrayOutputStream item = new ByteArrayOutputStream();
    private Place place = Place.BEFORE_ARRAY;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean blank = true;
    private boolean afterComma;

    private ArrayItems(Consumer<byte[]> items) {
        this.items = items;
    }

    /**
     * Passes on each item, as it stands between the commas.
     *
     * @throws MalformedArray when the text is no array
     */
    static void each(InputStream text, Consumer<byte[]> items) throws IOException {
        new ArrayItems(items).split(text);
    }

    static final class MalformedArray extends IOException {

        private static final long serialVersionUID = 1L;

        private MalformedArray(String message) {
            super(message);
        }
    }

    private void split(InputStream text) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = text.read(chunk); length >= 0; length = text.read(chunk)) {
            int from = 0;
            for (int at = 0; at < length; at++) {
                boolean within = place == Place.IN_ARRAY;
                if (isBoundary(chunk[at])) {
                    if (within) {
                        item.write(chunk, from, at - from);
                        pass();
                    }
                    from = at + 1;
                }
            }
            if (place == Place.IN_ARRAY) {
                item.write(chunk, from, length - from);
            }
        }
        if (place != Place.AFTER_ARRAY) {
            throw new MalformedArray(
                    place == Place.BEFORE_ARRAY
                            ? "Send an array of events."
                            : "Not JSON: the array of events has no end");
        }
    }

    private void pass() throws MalformedArray {
        boolean emptyArray = blank && place == Place.AFTER_ARRAY && !afterComma;
        if (blank && !emptyArray) {
            throw new MalformedArray("Not JSON: an event is missing before or after a comma");
        }
        if (!emptyArray) {
            items.accept(item.toByteArray());
        }
        item.reset();
        blank = true;
        afterComma = true;
    }

    /** Whether this is the bracket that opens or closes the array, or a comma between two of its items. */
    private boolean isBoundary(byte character) throws MalformedArray {
        return switch (place) {
            case BEFORE_ARRAY -> opens(character);
            case IN_ARRAY -> endsItem(character);
            case AFTER_ARRAY -> {
                if (!isSpace(character)) {
                    throw new MalformedArray("Something follows the array of events.");
                }
                yield false;
            }
        };
    }

    private boolean opens(byte character) throws MalformedArray {
        if (character == '[') {
            place = Place.IN_ARRAY;
            return true;
        }
        if (!isSpace(character) && !isByteOrderMark(character)) {
            throw new MalformedArray("Send an array of events.");
        }
        return false;
    }

    private boolean endsItem(byte character) throws MalformedArray {
        if (inString) {
            inString = escaped || character != '"';
            escaped = !escaped && character == '\\';
            return false;
        }
        boolean outermost = depth == 0;
        switch (character) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                if (outermost && character == ']') {
                    place = Place.AFTER_ARRAY;
                } else if (outermost) {
                    throw new MalformedArray("Not JSON: a bracket closes that was not opened");
                } else {
                    depth--;
                }
            }
            default -> {}
        }
        boolean ends = outermost && (character == ',' || character == ']');
        blank &= ends || isSpace(character);
        return ends;
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    private static boolean isByteOrderMark(byte character) {
        return BYTE_ORDER_MARK.indexOf(character & 0xff) >= 0;
    }
}
