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
    private static final String AGAIN = "update journey set again = true where customer_id = ? and process = ?";
    private static final String BY_INSTANCE = """
            select customer_id, process, process_instance_id, started_at, again, started_by
            from journey where process_instance_id = :instance""";
    private static final String DELETE = "delete from journey where process_instance_id = :instance";
    private static final String ENTER_STAGE = "update customer set stage = ?, stage_since = ? where customer_id = ?";
    private static final String INSERT_MOVE = """
            insert into stage_move (seq, request_key, customer_id, at, from_stage, to_stage, cause)
            values (?, ?, ?, ?, ?, ?, ?)""";
    private static final String MOVES = """
            select seq, request_key, customer_id, at, from_stage, to_stage, cause
            from stage_move where request_key in (:keys)""";

    /** Where a journey gave its customer up, with the time since which it had waited. */
    private static final String GIVEN_UP = """
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

    List<Journey> open(Collection<String> customerIds) {
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

    void runAgain(List<Journey> journeys) {
        batch.batchUpdate(AGAIN, journeys, PAGE, (row, journey) -> {
            row.setString(1, journey.customerId());
            row.setString(2, journey.process());
        });
    }

    void delete(String processInstanceId) {
        jdbc.sql(DELETE).param("instance", processInstanceId).update();
    }

    void move(List<StageMove> moves) {
        batch.batchUpdate(ENTER_STAGE, moves, PAGE, (row, move) -> {
            row.setString(1, move.to().name());
            row.setString(2, SqlTime.of(move.at()));
            row.setString(3, move.customerId());
        });
        record(moves);
    }

    void record(List<StageMove> moves) {
        batch.batchUpdate(INSERT_MOVE, moves, PAGE, (row, move) -> {
            row.setLong(1, move.seq());
            row.setString(2, move.key());
            row.setString(3, move.customerId());
            row.setString(4, SqlTime.of(move.at()));
            row.setString(5, move.from() == null ? null : move.from().name());
            row.setString(6, move.to().name());
            row.setString(7, move.cause());
        });
    }

    /** The moves that were made under these keys. */
    List<StageMove> moves(Collection<String> keys) {
        return keys.isEmpty()
                ? List.of()
                : jdbc.sql(MOVES)
                        .param("keys", keys)
                        .query((row, n) -> new StageMove(
                                row.getLong("seq"),
                                row.getString("request_key"),
                                row.getString("customer_id"),
                                SqlTime.read(row, "at"),
                                row.getString("from_stage") == null ? null : Stage.valueOf(row.getString("from_stage")),
                                Stage.valueOf(row.getString("to_stage")),
                                row.getString("cause")))
                        .list();
    }

    List<GivenUp> givenUp(Collection<String> customerIds, Instant since) {
        return jdbc.sql(GIVEN_UP)
                .param("ids", customerIds)
                .param("since", SqlTime.of(since))
                .query((row, n) -> new GivenUp(
                        row.getString("customer_id"),
                        Stage.valueOf(row.getString("from_stage")),
                        SqlTime.read(row, "entered_at"),
                        SqlTime.read(row, "at")))
                .list();
    }

    /** A stage whose journey gave the customer up, and the time through which it had waited. */
    record GivenUp(String customerId, Stage stage, Instant from, Instant until) {

        boolean missed(WakeUp arrival) {
            return stage.waitsFor(arrival.message())
                    && from != null
                    && !arrival.occurredAt().isBefore(from)
                    && arrival.occurredAt().isBefore(until);
        }
    }

    record StageMove(long seq, String key, String customerId, Instant at, Stage from, Stage to, String cause) {}

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
