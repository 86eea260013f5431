package io.perennial.insight.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.sql.SqlTime;
import io.perennial.platform.sql.TimelineSource;
import io.perennial.platform.sql.TimelineSource.Kind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads a customer's timeline from all {@link TimelineSource}s, newest first and page by page. */
@Repository
class Timeline {

    private static final Set<String> JSON = Set.of("inputs", "outputs", "data", "detail");
    private static final Set<String> INSTANTS = Set.of("expires_at", "not_before", "due_at", "received_at", "until_at");
    private static final Set<String> PERSONAL = Set.of("name", "phone");

    private final JdbcClient jdbc;
    private final List<TimelineSource> sources;
    /** Not the mapper for requests: stored JSON may be nested more deeply. */
    private final ObjectMapper json = new ObjectMapper();

    Timeline(JdbcClient jdbc, ObjectProvider<TimelineSource> sources) {
        this.jdbc = jdbc;
        this.sources = sources.orderedStream().toList();
    }

    private record Row(long seq, TimelineEntry entry) {}

    boolean exists(String customerId) {
        return jdbc.sql("select exists (select 1 from customer where customer_id = :id)")
                .param("id", customerId)
                .query(Boolean.class)
                .single();
    }

    List<TimelineEntry> of(String customerId, Cursor before, int limit) {
        List<Row> rows = new ArrayList<>();
        for (TimelineSource source : sources) {
            JdbcClient.StatementSpec query = jdbc.sql(sql(source, before != null))
                    .param("id", customerId)
                    .param("limit", limit);
            if (before != null) {
                query = query.param("at", SqlTime.of(before.at())).param("seq", before.seq());
            }
            rows.addAll(query.query(entry(source)).list());
        }
        return rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.entry().at())
                        .thenComparing(Row::seq)
                        .reversed())
                .limit(limit)
                .map(Row::entry)
                .toList();
    }

    private static String sql(TimelineSource source, boolean paged) {
        String at = source.at();
        String before = paged ? " and (%1$s < :at or (%1$s = :at and seq < :seq))".formatted(at) : "";
        String columns = source.columns().isEmpty() ? "" : ", " + String.join(", ", source.columns());
        return "select seq, %s as entry_at, %s as entry_name%s from %s where customer_id = :id%s order by %s desc, seq desc limit :limit"
                .formatted(at, source.name(), columns, source.table(), before, at);
    }

    private RowMapper<Row> entry(TimelineSource source) {
        return (row, n) -> {
            Map<String, Object> detail = new LinkedHashMap<>();
            for (String column : source.columns()) {
                Object value = value(row, column);
                if (value != null) {
                    detail.put(property(source, column), value);
                }
            }
            Instant at = SqlTime.read(row, "entry_at");
            long seq = row.getLong("seq");
            return new Row(
                    seq,
                    new TimelineEntry(
                            at, source.kind(), row.getString("entry_name"), detail, new Cursor(at, seq).toString()));
        };
    }

    private static String property(TimelineSource source, String column) {
        if (source.kind() == Kind.DECISION && column.equals("decision")) {
            return "table";
        }
        StringBuilder name = new StringBuilder();
        for (String part : column.split("_")) {
            name.append(name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }

    private Object value(ResultSet row, String column) throws SQLException {
        if (INSTANTS.contains(column)) {
            return SqlTime.read(row, column);
        }
        Object value = row.getObject(column);
        if (value == null || value instanceof BigDecimal || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        return JSON.contains(column)
                ? parsed(value.toString())
                : column.equals("rules") ? rules(value) : value.toString();
    }

    private static List<String> rules(Object joined) {
        return joined.toString().isEmpty()
                ? List.of()
                : List.of(joined.toString().split(","));
    }

    private Object parsed(String text) {
        try {
            Object value = json.readValue(text, Object.class);
            if (value instanceof Map<?, ?> fields) {
                fields.keySet().removeAll(PERSONAL);
            }
            return value;
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException(damaged);
        }
    }
}
