package io.perennial.effect.callback;

import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class CallbackQueueRepository {

    private static final String WAITING = """
            select seq, customer_id, kind, priority from callback_request where request_key = ?
            """;
    private static final String INSERT = """
            insert into callback_request (request_key, seq, customer_id, process_instance_id, kind, priority, asked_at, turn_at,
                                          admitted)
            values (?, ?, ?, ?, ?, ?, ?, ?, false)
            """;
    private static final String POSTPONE = """
            update callback_request set turn_at = ? where request_key = ?
            """;
    private static final String ADMIT = """
            update callback_request set admitted = true where request_key = ?
            """;
    private static final String COUNT_MORE_VALUABLE = """
            select count(*)
              from callback_request r
             where not r.admitted and r.turn_at <= :now
               and (r.priority > :priority or (r.priority = :priority and r.seq < :seq))
               and (r.process_instance_id is null
                    or exists (select 1 from journey j where j.process_instance_id = r.process_instance_id))
            """;
    private static final String INSERT_DAY = """
            insert into callback_day (day, admitted) values (?, 0) on duplicate key update admitted = admitted
            """;
    private static final String LOCK_DAY = """
            select admitted from callback_day where day = ? for update
            """;
    private static final String COUNT_ADMITTED = """
            update callback_day set admitted = admitted + 1 where day = ?
            """;

    record WaitingRequest(long seq, String customerId, CallbackKind kind, int priority) {
        boolean isOf(CallbackRequest request) {
            return customerId.equals(request.customerId()) && kind == request.kind();
        }
    }

    private final JdbcClient client;
    private final JdbcTemplate template;

    CallbackQueueRepository(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    Optional<WaitingRequest> waiting(String key) {
        return client.sql(WAITING)
                .param(key)
                .query((row, no) -> new WaitingRequest(
                        row.getLong("seq"),
                        row.getString("customer_id"),
                        CallbackKind.valueOf(row.getString("kind")),
                        row.getInt("priority")))
                .optional();
    }

    void insert(long seq, CallbackRequest request, Instant now) {
        template.update(
                INSERT,
                request.key(),
                seq,
                request.customerId(),
                request.processInstanceId(),
                request.kind().name(),
                request.priority(),
                SqlTime.of(now),
                SqlTime.of(now));
    }

    void postpone(String key, Instant retryAt) {
        client.sql(POSTPONE).params(SqlTime.of(retryAt), key).update();
    }

    void admit(String key) {
        client.sql(ADMIT).param(key).update();
    }

    /** The number of more valuable requests that are due and whose journey still waits. */
    int countMoreValuable(WaitingRequest waiting, Instant now) {
        return client.sql(COUNT_MORE_VALUABLE)
                .param("now", SqlTime.of(now))
                .param("priority", waiting.priority())
                .param("seq", waiting.seq())
                .query(Integer.class)
                .single();
    }

    /** Locks the day until the transaction ends, and returns how many callbacks it has. */
    int lockDay(LocalDate day) {
        client.sql(INSERT_DAY).param(day.toString()).update();
        return client.sql(LOCK_DAY).param(day.toString()).query(Integer.class).single();
    }

    void countAdmitted(LocalDate day) {
        client.sql(COUNT_ADMITTED).param(day.toString()).update();
    }
}
