package io.perennial.event;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps every event that was taken. */
@Repository
class EventStore {

    private static final String KNOWN = "select event_id, hash from event where event_id in (:ids)";
    private static final String INSERT = """
            insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)
            values (?, ?, ?, ?, ?, ?, ?, ?)""";

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final BusinessClock clock;
    private final Sequence sequence;

    EventStore(JdbcClient jdbc, JdbcTemplate batch, BusinessClock clock, Sequence sequence) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.clock = clock;
        this.sequence = sequence;
    }

    /** The content hashes of those of the events that were taken before, by event id. */
    Map<String, String> known(Collection<String> eventIds) {
        Map<String, String> known = new HashMap<>();
        if (!eventIds.isEmpty()) {
            jdbc.sql(KNOWN).param("ids", eventIds).query(row -> {
                known.put(row.getString("event_id"), row.getString("hash"));
            });
        }
        return known;
    }

    void insert(List<CustomerEvent> events) {
        String received = SqlTime.of(clock.instant());
        batch.batchUpdate(INSERT, events, 1000, (row, event) -> {
            row.setLong(1, sequence.next());
            row.setString(2, event.eventId());
            row.setString(3, event.type().name());
            row.setString(4, event.customerId());
            row.setString(5, SqlTime.of(event.occurredAt()));
            row.setString(6, received);
            row.setString(7, event.hash());
            row.setString(8, event.data().toString());
        });
    }
}
