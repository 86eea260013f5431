package io.perennial.platform.audit;

import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AuditRepository {

    private static final String LOCK_HEAD = "select no, hash from audit_head where id = 1 for update";
    private static final String HEAD = "select no, hash from audit_head where id = 1";
    private static final String MOVE_HEAD = "update audit_head set no = :no, hash = :hash where id = 1";
    private static final String INSERT = """
            insert into audit_entry (no, at, actor, action, subject, detail, hash)
            values (:no, :at, :actor, :action, :subject, :detail, :hash)""";
    private static final String COLUMNS = "select no, at, actor, action, subject, detail, hash from audit_entry ";
    private static final String NEWEST = COLUMNS + """
            where no < :before and (:actor is null or actor in (:actor, :formerActor)) and (:action is null or action = :action)
            order by no desc limit :limit""";
    private static final String OLDEST = COLUMNS + """
            where no > :after and at >= :from and at < :to order by no limit :limit""";

    record Head(long no, String hash) {}

    private final JdbcClient jdbc;

    AuditRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Head lockHead() {
        return jdbc.sql(LOCK_HEAD).query(AuditRepository::headOf).single();
    }

    Head head() {
        return jdbc.sql(HEAD).query(AuditRepository::headOf).single();
    }

    void moveHead(Head head) {
        jdbc.sql(MOVE_HEAD).param("no", head.no()).param("hash", head.hash()).update();
    }

    void insert(AuditEntry entry) {
        jdbc.sql(INSERT)
                .param("no", entry.no())
                .param("at", SqlTime.of(entry.at()))
                .param("actor", entry.actor())
                .param("action", entry.action())
                .param("subject", entry.subject())
                .param("detail", entry.detail())
                .param("hash", entry.hash())
                .update();
    }

    List<AuditEntry> newest(String actor, String formerActor, String action, long before, int limit) {
        return jdbc.sql(NEWEST)
                .param("actor", actor)
                .param("formerActor", formerActor)
                .param("action", action)
                .param("before", before)
                .param("limit", limit)
                .query(AuditRepository::entry)
                .list();
    }

    List<AuditEntry> oldest(Instant from, Instant to, long after, int limit) {
        return jdbc.sql(OLDEST)
                .param("from", SqlTime.of(from))
                .param("to", SqlTime.of(to))
                .param("after", after)
                .param("limit", limit)
                .query(AuditRepository::entry)
                .list();
    }

    private static Head headOf(ResultSet row, int n) throws SQLException {
        return new Head(row.getLong("no"), row.getString("hash"));
    }

    private static AuditEntry entry(ResultSet row, int n) throws SQLException {
        return new AuditEntry(
                row.getLong("no"),
                SqlTime.read(row, "at"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                row.getString("hash"));
    }
}
