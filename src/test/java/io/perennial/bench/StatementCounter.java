package io.perennial.bench;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Message;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what the MySQL driver sends; put into its option {@code queryInterceptors}. */
public final class StatementCounter implements QueryInterceptor {

    private static final LongAdder STATEMENTS = new LongAdder();
    private static final LongAdder COMMITS = new LongAdder();
    private static final Map<String, LongAdder> BY_TEXT = new ConcurrentHashMap<>();

    static void reset() {
        STATEMENTS.reset();
        COMMITS.reset();
        BY_TEXT.clear();
    }

    static long statements() {
        return STATEMENTS.sum();
    }

    static long commits() {
        return COMMITS.sum();
    }

    /** The most frequent statements, one a line. */
    static String most(int number) {
        StringBuilder lines = new StringBuilder();
        BY_TEXT.entrySet().stream()
                .sorted((one, other) ->
                        Long.compare(other.getValue().sum(), one.getValue().sum()))
                .limit(number)
                .forEach(entry ->
                        lines.append("%,9d %s%n".formatted(entry.getValue().sum(), entry.getKey())));
        return lines.toString();
    }

    @Override
    public <T extends Resultset> T preProcess(Supplier<String> sql, Query query) {
        String text = sql.get().strip();
        if (text.equalsIgnoreCase("commit")) {
            COMMITS.increment();
        } else if (!text.equalsIgnoreCase("rollback") && !text.regionMatches(true, 0, "set ", 0, 4)) {
            STATEMENTS.increment();
            BY_TEXT.computeIfAbsent(shape(text), shape -> new LongAdder()).increment();
        }
        return null;
    }

    private static String shape(String text) {
        String shape = text.replaceAll("'[^']*'", "?")
                .replaceAll("\\b[0-9]+\\b", "?")
                .replaceAll("\\s+", " ")
                .replaceAll("\\((\\?[ ,]*)+\\)", "(?)");
        return shape.substring(0, Math.min(shape.length(), 150));
    }

    @Override
    public <T extends Resultset> T postProcess(Supplier<String> sql, Query query, T result, ServerSession session) {
        return null;
    }

    @Override
    public <M extends Message> M preProcess(M packet) {
        return null;
    }

    @Override
    public <M extends Message> M postProcess(M query, M result) {
        return null;
    }

    @Override
    public QueryInterceptor init(MysqlConnection connection, Properties properties, Log log) {
        return this;
    }

    @Override
    public boolean executeTopLevelOnly() {
        return false;
    }

    @Override
    public void destroy() {}
}
