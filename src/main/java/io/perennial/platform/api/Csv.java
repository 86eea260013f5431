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

/** Rows as CSV for spreadsheets (RFC 4180): a header line, then one line per row. */
public final class Csv {

    /** Response format where a caller can choose. */
    public enum Format {
        json,
        csv
    }

    private static final MediaType TYPE = new MediaType("text", "csv", StandardCharsets.UTF_8);

    /** Marks the file as UTF-8 for Excel. */
    public static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Characters that start a formula in a spreadsheet, half and full width. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private Csv() {}

    /** Whether CSV is requested instead of JSON, by the parameter or otherwise by the Accept header; both may be null. */
    public static boolean isAsked(Format format, String accept) {
        return format == Format.csv || format == null && accept != null && accept.startsWith("text/csv");
    }

    /** Response that downloads the rows as a file of that name, without extension. */
    public static <T extends Record> ResponseEntity<byte[]> file(String name, Class<T> type, List<T> rows) {
        return ResponseEntity.ok()
                .contentType(TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
                .body((BYTE_ORDER_MARK + of(type, rows)).getBytes(StandardCharsets.UTF_8));
    }

    /** CSV text of the rows; only the header where there are no rows. */
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

    /** Quoted text cell, with an apostrophe in front of what a spreadsheet would take for a formula. */
    public static String text(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
