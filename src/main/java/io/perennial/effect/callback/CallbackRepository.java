package io.perennial.effect.callback;

import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CallbackRepository implements CustomerDataOwner {

    private static final String BY_KEY = """
            select seq, customer_id, kind, created_at, due_at, priority from callback where request_key = ?
            """;
    private static final String INSERT = """
            insert into callback (seq, request_key, customer_id, kind, created_at, due_at, priority, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LOCK = """
            select customer_id from callback where seq = ? for update
            """;
    private static final String COMPLETED_BY_KEY = """
            select callback_seq, outcome, note, user_id from callback_outcome where request_key = ?
            """;
    private static final String OUTCOMES = """
            select count(*) from callback_outcome where callback_seq = ?
            """;
    private static final String INSERT_COMPLETED = """
            insert into callback_outcome (seq, callback_seq, request_key, customer_id, at, outcome, note, user_id)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String REASSIGN = """
            update callback_outcome set customer_id = ? where customer_id = ?
            """;
    private static final String DELETE_NOTES = """
            update callback_outcome set note = null where customer_id = ?
            """;

    record CompletedCall(long callbackSeq, CallbackOutcome outcome, String note, String userId) {}

    private final JdbcClient client;

    CallbackRepository(JdbcClient client) {
        this.client = client;
    }

    Optional<Callback> byKey(String key) {
        return client.sql(BY_KEY)
                .param(key)
                .query((row, no) -> new Callback(
                        row.getLong("seq"),
                        row.getString("customer_id"),
                        CallbackKind.valueOf(row.getString("kind")),
                        SqlTime.read(row, "created_at"),
                        SqlTime.read(row, "due_at"),
                        row.getInt("priority")))
                .optional();
    }

    void insert(String key, Callback callback, String cause) {
        client.sql(INSERT)
                .params(
                        callback.seq(),
                        key,
                        callback.customerId(),
                        callback.kind().name(),
                        SqlTime.of(callback.createdAt()),
                        SqlTime.of(callback.dueAt()),
                        callback.priority(),
                        cause)
                .update();
    }

    Optional<String> lock(long seq) {
        return client.sql(LOCK).param(seq).query(String.class).optional();
    }

    Optional<CompletedCall> completedByKey(String key) {
        return client.sql(COMPLETED_BY_KEY)
                .param(key)
                .query((row, no) -> new CompletedCall(
                        row.getLong("callback_seq"),
                        CallbackOutcome.valueOf(row.getString("outcome")),
                        row.getString("note"),
                        row.getString("user_id")))
                .optional();
    }

    boolean isCompleted(long callbackSeq) {
        return client.sql(OUTCOMES).param(callbackSeq).query(Long.class).single() > 0;
    }

    void insertCompleted(long seq, String key, String customerId, CompletedCall completed, Instant at) {
        client.sql(INSERT_COMPLETED)
                .params(
                        seq,
                        completed.callbackSeq(),
                        key,
                        customerId,
                        SqlTime.of(at),
                        completed.outcome().name(),
                        completed.note(),
                        completed.userId())
                .update();
    }

    @Override
    public void reassign(String from, String into) {
        client.sql(REASSIGN).param(into).param(from).update();
    }

    /** Deletes the notes on calls. */
    @Override
    public void erase(String customerId) {
        client.sql(DELETE_NOTES).param(customerId).update();
    }
}
