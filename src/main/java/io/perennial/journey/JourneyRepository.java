package io.perennial.journey;

import io.perennial.journey.Journeys.WakeUp;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JourneyRepository {

    private static final String LOCK = """
            select customer_id, stage, stage_since, tier, tier_since
            from customer where customer_id in (:ids) order by customer_id for update""";
    private static final String OPEN = """
            select customer_id, process, process_instance_id, started_at, again, started_by
            from journey where customer_id in (:ids) order by started_at, process""";
    private static final String INSERT = """
            insert into journey (customer_id, process, process_instance_id, started_at, again, started_by)
            values (?, ?, ?, ?, false, ?)""";
    private static final String REQUEST_RERUN = "update journey set again = true where customer_id = ? and process = ?";
    private static final String BY_INSTANCE = """
            select customer_id, process, process_instance_id, started_at, again, started_by
            from journey where process_instance_id = :instance""";
    private static final String DELETE = "delete from journey where process_instance_id = :instance";
    private static final String ENTER_STAGE = "update customer set stage = ?, stage_since = ? where customer_id = ?";
    private static final String INSERT_TRANSITION = """
            insert into stage_move (seq, request_key, customer_id, at, from_stage, to_stage, cause)
            values (?, ?, ?, ?, ?, ?, ?)""";
    private static final String TRANSITIONS = """
            select seq, request_key, customer_id, at, from_stage, to_stage, cause
            from stage_move where request_key in (:keys)""";

    /** Stages left for RECALL or LOST, with the time of entering and leaving. */
    private static final String ENDED_WAITS = """
            select m.customer_id, m.from_stage, m.at, (
                select max(e.at) from stage_move e
                 where e.customer_id = m.customer_id and e.to_stage = m.from_stage and e.seq < m.seq) as entered_at
              from stage_move m
             where m.customer_id in (:ids) and m.at > :since and m.to_stage in ('RECALL', 'LOST')
             order by m.seq""";

    private static final int PAGE = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;

    JourneyRepository(JdbcClient jdbc, JdbcTemplate batch) {
        this.jdbc = jdbc;
        this.batch = batch;
    }

    Map<String, CustomerState> lock(Collection<String> customerIds) {
        if (customerIds.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(LOCK)
                .param("ids", new TreeSet<>(customerIds))
                .query((row, n) -> new CustomerState(
                        row.getString("customer_id"),
                        Stage.valueOf(row.getString("stage")),
                        SqlTime.read(row, "stage_since"),
                        row.getString("tier"),
                        SqlTime.read(row, "tier_since")))
                .list()
                .stream()
                .collect(Collectors.toMap(CustomerState::customerId, Function.identity()));
    }

    List<Journey> findOpen(Collection<String> customerIds) {
        return customerIds.isEmpty()
                ? List.of()
                : jdbc.sql(OPEN)
                        .param("ids", customerIds)
                        .query(JourneyRepository::journey)
                        .list();
    }

    Optional<Journey> byInstance(String processInstanceId) {
        return jdbc.sql(BY_INSTANCE)
                .param("instance", processInstanceId)
                .query(JourneyRepository::journey)
                .optional();
    }

    void insert(List<Journey> journeys) {
        batch.batchUpdate(INSERT, journeys, PAGE, (row, journey) -> {
            row.setString(1, journey.customerId());
            row.setString(2, journey.process());
            row.setString(3, journey.processInstanceId());
            row.setString(4, SqlTime.of(journey.startedAt()));
            row.setString(5, journey.startedBy());
        });
    }

    void requestRerun(List<Journey> journeys) {
        batch.batchUpdate(REQUEST_RERUN, journeys, PAGE, (row, journey) -> {
            row.setString(1, journey.customerId());
            row.setString(2, journey.process());
        });
    }

    void delete(String processInstanceId) {
        jdbc.sql(DELETE).param("instance", processInstanceId).update();
    }

    void changeStages(List<StageTransition> transitions) {
        batch.batchUpdate(ENTER_STAGE, transitions, PAGE, (row, transition) -> {
            row.setString(1, transition.to().name());
            row.setString(2, SqlTime.of(transition.at()));
            row.setString(3, transition.customerId());
        });
        record(transitions);
    }

    void record(List<StageTransition> transitions) {
        batch.batchUpdate(INSERT_TRANSITION, transitions, PAGE, (row, transition) -> {
            row.setLong(1, transition.seq());
            row.setString(2, transition.key());
            row.setString(3, transition.customerId());
            row.setString(4, SqlTime.of(transition.at()));
            row.setString(
                    5, transition.from() == null ? null : transition.from().name());
            row.setString(6, transition.to().name());
            row.setString(7, transition.cause());
        });
    }

    /** Transitions recorded under these keys. */
    List<StageTransition> findTransitions(Collection<String> keys) {
        return keys.isEmpty()
                ? List.of()
                : jdbc.sql(TRANSITIONS)
                        .param("keys", keys)
                        .query((row, n) -> new StageTransition(
                                row.getLong("seq"),
                                row.getString("request_key"),
                                row.getString("customer_id"),
                                SqlTime.read(row, "at"),
                                row.getString("from_stage") == null ? null : Stage.valueOf(row.getString("from_stage")),
                                Stage.valueOf(row.getString("to_stage")),
                                row.getString("cause")))
                        .list();
    }

    List<EndedWait> findEndedWaits(Collection<String> customerIds, Instant since) {
        return jdbc.sql(ENDED_WAITS)
                .param("ids", customerIds)
                .param("since", SqlTime.of(since))
                .query((row, n) -> new EndedWait(
                        row.getString("customer_id"),
                        Stage.valueOf(row.getString("from_stage")),
                        SqlTime.read(row, "entered_at"),
                        SqlTime.read(row, "at")))
                .list();
    }

    /** The wait of a stage's journey that ended without the customer's activity, with its start and end. */
    record EndedWait(String customerId, Stage stage, Instant from, Instant until) {

        boolean covers(WakeUp wakeUp) {
            return stage.waitsFor(wakeUp.message())
                    && from != null
                    && !wakeUp.occurredAt().isBefore(from)
                    && wakeUp.occurredAt().isBefore(until);
        }
    }

    record StageTransition(long seq, String key, String customerId, Instant at, Stage from, Stage to, String cause) {}

    private static Journey journey(ResultSet row, int n) throws SQLException {
        return new Journey(
                row.getString("customer_id"),
                row.getString("process"),
                row.getString("process_instance_id"),
                SqlTime.read(row, "started_at"),
                row.getBoolean("again"),
                row.getString("started_by"));
    }
}
