package io.perennial.outreach;

import io.perennial.clock.SqlTime;
import io.perennial.outreach.Transport.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class OutreachRepository {

    private static final String BY_KEY = """
            select customer_id, template, purpose, not_before from message where request_key = ?
            """;
    private static final String CONSENT = """
            select marketing_consent from customer where customer_id = ?
            """;
    private static final String COUNT = """
            select count(*)
              from message
             where customer_id = ? and purpose = ? and coalesce(sent_at, not_before) >= ?
               and coalesce(sent_at, not_before) < ?
            """;
    private static final String INSERT = """
            insert into message (seq, request_key, customer_id, template, purpose, queued_at, not_before, attempts, cause)
            values (?, ?, ?, ?, ?, ?, ?, 0, ?)
            """;
    private static final String LOCK_DUE = """
            select seq, request_key, customer_id, template, purpose, attempts
              from message
             where sent_at is null and not_before <= ?
             order by not_before, seq
             limit ?
               for update skip locked
            """;
    private static final String MARK_SENT = """
            update message set sent_at = ?, attempts = ? where seq = ?
            """;
    private static final String TRY_LATER = """
            update message set not_before = ?, attempts = ? where seq = ?
            """;

    record Message(String customerId, String template, Purpose purpose, Instant notBefore) {
        boolean isOf(String otherCustomerId, String otherTemplate, Purpose otherPurpose) {
            return customerId.equals(otherCustomerId) && template.equals(otherTemplate) && purpose == otherPurpose;
        }
    }

    record Outgoing(long seq, Delivery delivery) {}

    private final JdbcClient client;
    private final JdbcTemplate template;

    OutreachRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    Optional<Message> byKey(String key) {
        return client.sql(BY_KEY)
                .param(key)
                .query((row, no) -> new Message(
                        row.getString("customer_id"),
                        row.getString("template"),
                        Purpose.valueOf(row.getString("purpose")),
                        SqlTime.read(row, "not_before")))
                .optional();
    }

    Optional<Boolean> consent(String customerId) {
        return client.sql(CONSENT).param(customerId).query(Boolean.class).optional();
    }

    int count(String customerId, Purpose purpose, Instant from, Instant until) {
        return client.sql(COUNT)
                .params(customerId, purpose.name(), SqlTime.of(from), SqlTime.of(until))
                .query(Integer.class)
                .single();
    }

    void insert(long seq, String key, Message message, Instant queuedAt, String cause) {
        client.sql(INSERT)
                .params(
                        seq,
                        key,
                        message.customerId(),
                        message.template(),
                        message.purpose().name(),
                        SqlTime.of(queuedAt),
                        SqlTime.of(message.notBefore()),
                        cause)
                .update();
    }

    List<Outgoing> lockDue(Instant now, int page) {
        return client.sql(LOCK_DUE)
                .params(SqlTime.of(now), page)
                .query((row, no) -> new Outgoing(
                        row.getLong("seq"),
                        new Delivery(
                                row.getString("request_key"),
                                row.getString("customer_id"),
                                row.getString("template"),
                                Purpose.valueOf(row.getString("purpose")),
                                row.getInt("attempts") + 1)))
                .list();
    }

    void markSent(List<Outgoing> messages, Instant at) {
        update(MARK_SENT, messages, message -> at);
    }

    void tryLater(List<Outgoing> messages, Function<Outgoing, Instant> notBefore) {
        update(TRY_LATER, messages, notBefore);
    }

    private void update(String sql, List<Outgoing> messages, Function<Outgoing, Instant> at) {
        template.batchUpdate(
                sql,
                messages.stream()
                        .map(message -> new Object[] {
                            SqlTime.of(at.apply(message)), message.delivery().attempt(), message.seq()
                        })
                        .toList());
    }
}
