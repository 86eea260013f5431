package io.perennial.insight;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows for a spreadsheet: the names of the values, then a line a row (RFC 4180). */
final class Csv {

    private Csv() {}

    /** The rows, all of one type; the names alone where there are none. */
    static <T extends Record> String of(Class<T> type, List<T> rows) {
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
            return value == null ? "" : value instanceof String text ? quoted(text) : value.toString();
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException(column + " cannot be read", impossible);
        }
    }

    /** With a quote before what a spreadsheet would take for a formula. */
    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
