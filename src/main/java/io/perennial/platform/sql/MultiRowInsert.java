package io.perennial.platform.sql;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Inserts many rows per statement. Large chunks use a few fixed sizes so that the driver can reuse prepared statements; a JDBC
 * batch would be rewritten and measured each time. A suffix such as {@code on duplicate key update} applies to each row.
 */
public final class MultiRowInsert {

    /** Binds the values of one row to its parameters, counted from 1. */
    public interface Binder<T> {

        void bind(Row row, T value) throws SQLException;
    }

    private static final int[] LARGE = {1024, 512, 256, 128, 64};
    private static final int SMALL = 64;
    private static final Pattern INSERT =
            Pattern.compile("(.*?\\bvalues\\s*)(\\([^)]*\\))(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String head;
    private final String row;
    private final String tail;
    private final int columns;
    private final Map<Integer, String> statements = new ConcurrentHashMap<>();

    private MultiRowInsert(String head, String row, String tail) {
        this.head = head;
        this.row = row;
        this.tail = tail;
        this.columns = (int) row.chars().filter(c -> c == '?').count();
    }

    /**
     * @param insert an insert statement with one row of values in parentheses
     * @throws IllegalArgumentException when it is not such a statement
     */
    public static MultiRowInsert of(String insert) {
        Matcher parts = INSERT.matcher(insert);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not an insert of one row: " + insert);
        }
        return new MultiRowInsert(parts.group(1), parts.group(2), parts.group(3));
    }

    /** Inserts one row per value, in order. */
    public <T> void insert(JdbcTemplate jdbc, Collection<T> values, Binder<T> binder) {
        Iterator<T> next = values.iterator();
        int remaining = values.size();
        while (remaining > 0) {
            int size = chunkSize(remaining);
            chunk(jdbc, size, next, binder);
            remaining -= size;
        }
    }

    private static int chunkSize(int remaining) {
        return remaining < SMALL
                ? remaining
                : IntStream.of(LARGE)
                        .filter(size -> size <= remaining)
                        .findFirst()
                        .orElseThrow();
    }

    private <T> void chunk(JdbcTemplate jdbc, int size, Iterator<T> next, Binder<T> binder) {
        jdbc.update(statements.computeIfAbsent(size, this::statement), statement -> {
            for (int i = 0; i < size; i++) {
                binder.bind(new Row(statement, i * columns), next.next());
            }
        });
    }

    private String statement(int size) {
        return head + row + (", " + row).repeat(size - 1) + tail;
    }

    /** One row of a chunk. */
    public static final class Row {

        private final PreparedStatement statement;
        private final int offset;

        private Row(PreparedStatement statement, int offset) {
            this.statement = statement;
            this.offset = offset;
        }

        public void setString(int at, String value) throws SQLException {
            statement.setString(offset + at, value);
        }

        public void setLong(int at, long value) throws SQLException {
            statement.setLong(offset + at, value);
        }

        public void setInt(int at, int value) throws SQLException {
            statement.setInt(offset + at, value);
        }

        /** @param value may be null */
        public void setInteger(int at, Integer value) throws SQLException {
            statement.setObject(offset + at, value, Types.INTEGER);
        }

        public void setBoolean(int at, boolean value) throws SQLException {
            statement.setBoolean(offset + at, value);
        }

        public void setBigDecimal(int at, BigDecimal value) throws SQLException {
            statement.setBigDecimal(offset + at, value);
        }
    }
}
