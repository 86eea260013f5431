package io.perennial.platform.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Rows for a spreadsheet: the names of the values, then a line a row (RFC 4180). */
public final class Csv {

    /** As what an answer comes where there is a choice. */
    public enum Format {
        json,
        csv
    }

    private static final MediaType TYPE = new MediaType("text", "csv", StandardCharsets.UTF_8);

    /** By which Excel knows UTF-8. */
    public static final String BYTE_ORDER_MARK = "\uFEFF";

    /** What a spreadsheet takes for the beginning of a formula, in either width. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private Csv() {}

    /** Whether a table is asked for instead of JSON, by parameter or else by header; null where there is none. */
    public static boolean isAsked(Format format, String accept) {
        return format == Format.csv || format == null && accept != null && accept.startsWith("text/csv");
    }

    /** The rows as a file of that name, without an ending. */
    public static <T extends Record> ResponseEntity<byte[]> file(String name, Class<T> type, List<T> rows) {
        return ResponseEntity.ok()
                .contentType(TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
                .body((BYTE_ORDER_MARK + of(type, rows)).getBytes(StandardCharsets.UTF_8));
    }

    /** The rows, all of one type; the names alone where there are none. */
    public static <T extends Record> String of(Class<T> type, List<T> rows) {
        RecordComponent[] columns = type.getRecordComponents();
        StringBuilder csv = new StringBuilder();
        line(csv, Arrays.stream(columns).map(RecordComponent::getName).collect(Collectors.joining(",")));
        rows.forEach(row -> line(
                csv, Arrays.stream(columns).map(column -> cell(column, row)).collect(Collectors.joining(","))));
        return csv.toString();
    }

    private static void line(StringBuilder csv, String line) {
        csv.append(line).append("\r\n");
    }

    private static String cell(RecordComponent column, Record row) {
        try {
            column.getAccessor().setAccessible(true);
            Object value = column.getAccessor().invoke(row);
            boolean plain = value instanceof Number
                    || value instanceof Boolean
                    || value instanceof Enum<?>
                    || value instanceof TemporalAccessor;
            return value == null ? "" : plain ? value.toString() : text(value.toString());
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException(column + " cannot be read", impossible);
        }
    }

    /** A cell of text, with a quote before what a spreadsheet would take for a formula. */
    public static String text(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
