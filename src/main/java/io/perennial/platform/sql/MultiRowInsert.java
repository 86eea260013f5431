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
 * An insert of one row, made to insert many: pages of rows are the values of one statement. Large pages have few sizes, so that
 * the driver knows their statements after the first time; a JDBC batch would be taken apart and measured anew every time. What
 * follows the values, such as {@code on duplicate key update}, holds for each row.
 */
public final class MultiRowInsert {

    /** Binds what one row says to the question marks between the brackets, counted from 1. */
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
     * @param insert an insert of one row, its values once in brackets
     * @throws IllegalArgumentException when it is none
     */
    public static MultiRowInsert of(String insert) {
        Matcher parts = INSERT.matcher(insert);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not an insert of one row: " + insert);
        }
        return new MultiRowInsert(parts.group(1), parts.group(2), parts.group(3));
    }

    /** Inserts a row for each value, in their order. */
    public <T> void insert(JdbcTemplate jdbc, Collection<T> values, Binder<T> binder) {
        Iterator<T> next = values.iterator();
        int left = values.size();
        while (left > 0) {
            int size = sizeOfPage(left);
            page(jdbc, size, next, binder);
            left -= size;
        }
    }

    private static int sizeOfPage(int left) {
        return left < SMALL
                ? left
                : IntStream.of(LARGE).filter(size -> size <= left).findFirst().orElseThrow();
    }

    private <T> void page(JdbcTemplate jdbc, int size, Iterator<T> next, Binder<T> binder) {
        jdbc.update(statements.computeIfAbsent(size, this::statement), statement -> {
            for (int i = 0; i < size; i++) {
                binder.bind(new Row(statement, i * columns), next.next());
            }
        });
    }

    private String statement(int size) {
        return head + row + (", " + row).repeat(size - 1) + tail;
    }

    /** One row of a page. */
    public static final class Row {

        private final PreparedStatement statement;
        private final int before;

        private Row(PreparedStatement statement, int before) {
            this.statement = statement;
            this.before = before;
        }

        public void setString(int at, String value) throws SQLException {
            statement.setString(before + at, value);
        }

        public void setLong(int at, long value) throws SQLException {
            statement.setLong(before + at, value);
        }

        public void setInt(int at, int value) throws SQLException {
            statement.setInt(before + at, value);
        }

        /** @param value null for no number */
        public void setInteger(int at, Integer value) throws SQLException {
            statement.setObject(before + at, value, Types.INTEGER);
        }

        public void setBoolean(int at, boolean value) throws SQLException {
            statement.setBoolean(before + at, value);
        }

        public void setBigDecimal(int at, BigDecimal value) throws SQLException {
            statement.setBigDecimal(before + at, value);
        }
    }
}
