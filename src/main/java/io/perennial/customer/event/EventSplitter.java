package io.perennial.customer.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Splits a body into the texts of its events, so that each is parsed on its own and an unreadable one does not affect the others.
 * In an array it looks at brackets and quotes only: in UTF-8 no other character contains their bytes.
 */
final class EventSplitter {

    private static final int CHUNK = 16_384;
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private enum Position {
        BEFORE_ARRAY,
        IN_ARRAY,
        AFTER_ARRAY
    }

    private final Consumer<byte[]> items;
    private final ByteArrayOutputStream item = new ByteArrayOutputStream();
    private Position position = Position.BEFORE_ARRAY;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean blank = true;
    private boolean afterComma;

    private EventSplitter(Consumer<byte[]> items) {
        this.items = items;
    }

    /**
     * Passes the text of each item of a JSON array on.
     *
     * @throws MalformedArrayException when the text is not an array
     */
    static void splitArray(InputStream body, Consumer<byte[]> items) throws IOException {
        new EventSplitter(items).split(body);
    }

    /** Passes each line on that is not blank. */
    static void splitLines(InputStream body, Consumer<byte[]> lines) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            int from = 0;
            for (int to = 0; to < length; to++) {
                if (chunk[to] == '\n') {
                    line.write(chunk, from, to - from);
                    passLine(line, lines);
                    from = to + 1;
                }
            }
            line.write(chunk, from, length - from);
        }
        passLine(line, lines);
    }

    private static void passLine(ByteArrayOutputStream line, Consumer<byte[]> lines) {
        byte[] text = line.toByteArray();
        line.reset();
        for (byte character : text) {
            if (!isSpace(character)) {
                lines.accept(text);
                return;
            }
        }
    }

    static final class MalformedArrayException extends IOException {

        private static final long serialVersionUID = 1L;

        private MalformedArrayException(String message) {
            super(message);
        }
    }

    private void split(InputStream body) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            int from = 0;
            for (int at = 0; at < length; at++) {
                boolean within = position == Position.IN_ARRAY;
                if (isBoundary(chunk[at])) {
                    if (within) {
                        item.write(chunk, from, at - from);
                        passItem();
                    }
                    from = at + 1;
                }
            }
            if (position == Position.IN_ARRAY) {
                item.write(chunk, from, length - from);
            }
        }
        if (position != Position.AFTER_ARRAY) {
            throw new MalformedArrayException(
                    position == Position.BEFORE_ARRAY
                            ? "Send an array of events."
                            : "Not JSON: the array of events has no end");
        }
    }

    private void passItem() throws MalformedArrayException {
        boolean emptyArray = blank && position == Position.AFTER_ARRAY && !afterComma;
        if (blank && !emptyArray) {
            throw new MalformedArrayException("Not JSON: an event is missing before or after a comma");
        }
        if (!emptyArray) {
            items.accept(item.toByteArray());
        }
        item.reset();
        blank = true;
        afterComma = true;
    }

    /** Whether this is the bracket that opens or closes the array, or a comma between two of its items. */
    private boolean isBoundary(byte character) throws MalformedArrayException {
        return switch (position) {
            case BEFORE_ARRAY -> opensArray(character);
            case IN_ARRAY -> endsItem(character);
            case AFTER_ARRAY -> {
                if (!isSpace(character)) {
                    throw new MalformedArrayException("Something follows the array of events.");
                }
                yield false;
            }
        };
    }

    private boolean opensArray(byte character) throws MalformedArrayException {
        if (character == '[') {
            position = Position.IN_ARRAY;
            return true;
        }
        if (!isSpace(character) && !isByteOrderMark(character)) {
            throw new MalformedArrayException("Send an array of events.");
        }
        return false;
    }

    private boolean endsItem(byte character) throws MalformedArrayException {
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
                    position = Position.AFTER_ARRAY;
                } else if (outermost) {
                    throw new MalformedArrayException("Not JSON: a bracket closes that was not opened");
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
