package io.perennial.effect.outreach;

import io.perennial.platform.clock.Zones;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final String RECIPIENTS = """
            select c.customer_id, c.name, c.phone, c.locale, c.region, c.marketing_consent,
                   (select coalesce(sum(l.remaining), 0) from points_lot l
                     where l.customer_id = c.customer_id and l.expires_at > :now) as points
              from customer c
             where c.customer_id in (:ids) and c.erased_at is null
            """;
    private static final String COUNT_MARKETING = """
            select count(*)
              from message
             where customer_id = :customer and purpose = 'MARKETING'
               and (state = 'SENT' or (state = 'QUEUED' and not :sentOnly))
               and coalesce(sent_at, not_before) >= :from and coalesce(sent_at, not_before) < :until
            """;
    private static final String COUNT_IN = """
            select count(*) from message where state = ?
            """;
    private static final String INSERT = """
            insert into message (seq, request_key, customer_id, template, purpose, queued_at, not_before, state, attempts,
                                 cause)
            values (?, ?, ?, ?, ?, ?, ?, 'QUEUED', 0, ?)
            """;
    /** Of each customer the first message by its scheduled time; the others wait for it. */
    private static final String LOCK_DUE = """
            select m.seq, m.request_key, m.customer_id, m.template, m.purpose, m.not_before, m.attempts, m.cause
              from message m
             where m.state = 'QUEUED' and m.not_before <= :now and (m.try_at is null or m.try_at <= :now)
               and not exists (select 1
                                 from message e
                                where e.customer_id = m.customer_id and e.state = 'QUEUED'
                                  and (e.not_before < m.not_before or (e.not_before = m.not_before and e.seq < m.seq)))
             order by m.not_before, m.seq
             limit :page
               for update skip locked
            """;

    private static final String MARK_SENT = """
            update message set state = 'SENT', sent_at = ?, attempts = ? where seq = ?
            """;
    private static final String TRY_LATER = """
            update message set try_at = ?, attempts = ? where seq = ?
            """;
    private static final String MARK_DEAD = """
            update message set state = 'DEAD', attempts = attempts + 1 where seq = ?
            """;
    private static final String MARK_WITHHELD = """
            update message set state = 'WITHHELD' where seq = ?
            """;

    record Message(String customerId, String template, Purpose purpose, Instant notBefore) {
        boolean isOf(String otherCustomerId, String otherTemplate, Purpose otherPurpose) {
            return customerId.equals(otherCustomerId) && template.equals(otherTemplate) && purpose == otherPurpose;
        }
    }

    record Outgoing(
            long seq,
            String key,
            String customerId,
            String template,
            Purpose purpose,
            Instant notBefore,
            int attempts,
            String cause) {}

    private final JdbcClient client;
    private final JdbcTemplate template;
    private final Zones zones;

    OutreachRepository(JdbcClient client, JdbcTemplate template, Zones zones) {
        this.client = client;
        this.template = template;
        this.zones = zones;
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

    /** The existing customers among these, without erased ones. */
    Map<String, Recipient> recipients(Collection<String> customerIds, Instant now) {
        Map<String, Recipient> recipients = new HashMap<>();
        if (!customerIds.isEmpty()) {
            client.sql(RECIPIENTS)
                    .param("ids", customerIds)
                    .param("now", SqlTime.of(now))
                    .query((row, no) -> recipient(row))
                    .list()
                    .forEach(recipient -> recipients.put(recipient.customerId(), recipient));
        }
        return recipients;
    }

    private Recipient recipient(ResultSet row) throws SQLException {
        return new Recipient(
                row.getString("customer_id"),
                row.getString("name"),
                row.getString("phone"),
                row.getString("locale"),
                zones.of(row.getString("region")),
                row.getBoolean("marketing_consent"),
                row.getLong("points"));
    }

    int countMarketing(String customerId, Instant from, Instant until, boolean sentOnly) {
        return client.sql(COUNT_MARKETING)
                .param("customer", customerId)
                .param("sentOnly", sentOnly)
                .param("from", SqlTime.of(from))
                .param("until", SqlTime.of(until))
                .query(Integer.class)
                .single();
    }

    long countIn(String state) {
        return client.sql(COUNT_IN).param(state).query(Long.class).single();
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
                .param("now", SqlTime.of(now))
                .param("page", page)
                .query((row, no) -> new Outgoing(
                        row.getLong("seq"),
                        row.getString("request_key"),
                        row.getString("customer_id"),
                        row.getString("template"),
                        Purpose.valueOf(row.getString("purpose")),
                        SqlTime.read(row, "not_before"),
                        row.getInt("attempts"),
                        row.getString("cause")))
                .list();
    }

    void markSent(List<Outgoing> messages, Instant at) {
        update(MARK_SENT, messages, message -> at);
    }

    void tryLater(List<Outgoing> messages, Function<Outgoing, Instant> tryAt) {
        update(TRY_LATER, messages, tryAt);
    }

    private void update(String sql, List<Outgoing> messages, Function<Outgoing, Instant> at) {
        template.batchUpdate(
                sql,
                messages.stream()
                        .map(message ->
                                new Object[] {SqlTime.of(at.apply(message)), message.attempts() + 1, message.seq()})
                        .toList());
    }

    /** Postpones a message without counting an attempt. */
    void postpone(Outgoing message, Instant until) {
        client.sql(TRY_LATER)
                .params(SqlTime.of(until), message.attempts(), message.seq())
                .update();
    }

    void markDead(List<Outgoing> messages) {
        template.batchUpdate(
                MARK_DEAD,
                messages.stream().map(message -> new Object[] {message.seq()}).toList());
    }

    void markWithheld(Outgoing message) {
        client.sql(MARK_WITHHELD).param(message.seq()).update();
    }
}
