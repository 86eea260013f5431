package io.perennial.insight.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.insight.timeline.TimelineEntry.Kind;
import io.perennial.platform.sql.SqlTime;
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
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads one customer's story, newest first, a page of each table at a time. */
@Repository
class Timeline {

    /** Where one kind of entry is kept: its table, its column of time, and the columns that make its detail. */
    private record Source(Kind kind, String table, String at, String name, String... columns) {

        String sql(boolean paged) {
            String before = paged ? " and (%1$s < :at or (%1$s = :at and seq < :seq))".formatted(at) : "";
            return "select seq, %s as entry_at, %s as entry_name%s from %s where customer_id = :id%s order by %s desc, seq desc limit :limit"
                    .formatted(
                            at, name, columns.length == 0 ? "" : ", " + String.join(", ", columns), table, before, at);
        }
    }

    private static final List<Source> SOURCES = List.of(
            new Source(Kind.EVENT, "event", "occurred_at", "type", "event_id", "received_at", "data"),
            new Source(
                    Kind.DECISION,
                    "decision_record",
                    "at",
                    "decision",
                    "decision",
                    "version",
                    "rules",
                    "inputs",
                    "outputs",
                    "cause"),
            new Source(Kind.STAGE, "stage_move", "at", "to_stage", "from_stage", "cause"),
            new Source(Kind.TIER, "tier_change", "at", "to_tier", "from_tier", "decision_seq"),
            new Source(Kind.STAGE, "journey_note", "at", "what", "process", "detail"),
            new Source(
                    Kind.TASK,
                    "verdict",
                    "at",
                    "concat(matter, case when granted then '_GRANTED' else '_REFUSED' end)",
                    "until_at",
                    "cause",
                    "user_id"),
            new Source(Kind.TASK, "task_move", "at", "name", "move", "task_id", "user_id", "note"),
            new Source(
                    Kind.EFFECT,
                    "(select seq, m.customer_id, m.at, concat('COUPON_', m.kind) as name, m.coupon_id, c.offer, c.type,"
                            + " c.value, c.expires_at, m.cause from coupon_move m join coupon c on c.coupon_id = m.coupon_id"
                            + " where m.customer_id = :id) coupons",
                    "at",
                    "name",
                    "coupon_id",
                    "offer",
                    "type",
                    "value",
                    "expires_at",
                    "cause"),
            new Source(Kind.EFFECT, "limit_change", "at", "kind", "asked", "from_limit", "to_limit", "cap", "cause"),
            new Source(Kind.EFFECT, "credit_move", "at", "concat('CREDIT_', kind)", "hold_id", "amount", "cause"),
            new Source(
                    Kind.EFFECT,
                    "application_move",
                    "at",
                    "concat('APPLICATION_', status)",
                    "application_id",
                    "reason_code",
                    "cause"),
            new Source(Kind.EFFECT, "level_change", "at", "'LEVEL_CHANGED'", "from_level", "to_level", "cause"),
            new Source(Kind.EFFECT, "points_entry", "at", "kind", "points", "reason", "cause"),
            new Source(
                    Kind.EFFECT,
                    "message",
                    "queued_at",
                    "'MESSAGE_QUEUED'",
                    "template",
                    "purpose",
                    "not_before",
                    "cause"),
            new Source(
                    Kind.EFFECT,
                    "(select seq + 1 as seq, customer_id, sent_at, template, purpose, request_key from message"
                            + " where customer_id = :id and sent_at is not null) sent",
                    "sent_at",
                    "'MESSAGE_SENT'",
                    "template",
                    "purpose",
                    "request_key"),
            new Source(
                    Kind.EFFECT, "callback", "created_at", "'CALLBACK_CREATED'", "kind", "due_at", "priority", "cause"),
            new Source(
                    Kind.EFFECT,
                    "callback_outcome",
                    "at",
                    "'CALLBACK_DONE'",
                    "outcome",
                    "note",
                    "user_id",
                    "callback_seq"),
            new Source(
                    Kind.EFFECT,
                    "benefit_change",
                    "at",
                    "case when granted then 'BENEFIT_GRANTED' else 'BENEFIT_WITHDRAWN' end",
                    "benefit",
                    "cause"),
            new Source(Kind.EFFECT, "offer_response", "at", "concat('OFFER_', response)", "offer", "cause"),
            new Source(Kind.WITHHELD, "withheld", "at", "effect", "what", "reason", "cause"));

    private static final Set<String> JSON = Set.of("inputs", "outputs", "data", "detail");
    private static final Set<String> INSTANTS = Set.of("expires_at", "not_before", "due_at", "received_at", "until_at");
    private static final Set<String> PERSONAL = Set.of("name", "phone");

    private final JdbcClient jdbc;
    /** Not the one for requests: what is kept may lie deeper than those may be. */
    private final ObjectMapper json = new ObjectMapper();

    Timeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(long seq, TimelineEntry entry) {}

    boolean knows(String customerId) {
        return jdbc.sql("select exists (select 1 from customer where customer_id = :id)")
                .param("id", customerId)
                .query(Boolean.class)
                .single();
    }

    List<TimelineEntry> of(String customerId, Cursor before, int limit) {
        List<Row> rows = new ArrayList<>();
        for (Source source : SOURCES) {
            JdbcClient.StatementSpec query =
                    jdbc.sql(source.sql(before != null)).param("id", customerId).param("limit", limit);
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

    private RowMapper<Row> entry(Source source) {
        return (row, n) -> {
            Map<String, Object> detail = new LinkedHashMap<>();
            for (String column : source.columns()) {
                Object value = value(row, column);
                if (value != null) {
                    detail.put(word(source, column), value);
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

    private static String word(Source source, String column) {
        if (source.kind() == Kind.DECISION && column.equals("decision")) {
            return "table";
        }
        StringBuilder word = new StringBuilder();
        for (String part : column.split("_")) {
            word.append(word.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return word.toString();
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
