package io.perennial.customer.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps every event that was taken. */
@Repository
class EventStore implements CustomerDataOwner {

    private static final String KNOWN = "select event_id, hash from event where event_id in (:ids)";
    private static final MultiRowInsert INSERT = MultiRowInsert.of("""
            insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)
            values (?, ?, ?, ?, ?, ?, ?, ?)""");
    private static final String OF_CUSTOMER = """
            select seq, event_id, type, customer_id, occurred_at, received_at, hash, data
            from event where customer_id = :id order by seq""";
    private static final String ASSESSMENTS = """
            select seq, event_id, type, customer_id, occurred_at, received_at, hash, data
            from event where customer_id in (:ids) and type = 'CREDIT_ASSESSED'""";
    private static final String PASS = "update event set customer_id = :into where customer_id = :from";
    /** The hash is taken from the content, so it goes as well. */
    private static final String FORGET = "update event set data = ?, hash = '' where event_id = ?";

    private static final int PAGE = 1000;

    /** An event as it was kept, and when. */
    record Kept(long seq, CustomerEvent event, Instant receivedAt) {}

    private final ObjectReader json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(ObjectNode.class);
    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final BusinessClock clock;
    private final SequenceIds sequence;

    EventStore(JdbcClient jdbc, JdbcTemplate batch, BusinessClock clock, SequenceIds sequence) {
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
        INSERT.insert(batch, events, (row, event) -> {
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

    /** Everything that was ever told of a customer, in the order in which it came. */
    List<Kept> history(String customerId) {
        return jdbc.sql(OF_CUSTOMER)
                .param("id", customerId)
                .query((row, n) -> kept(row))
                .list();
    }

    /** Every credit assessment of these customers. */
    List<Kept> assessments(Collection<String> customerIds) {
        return customerIds.isEmpty()
                ? List.of()
                : jdbc.sql(ASSESSMENTS)
                        .param("ids", customerIds)
                        .query((row, n) -> kept(row))
                        .list();
    }

    @Override
    public void reassign(String from, String into) {
        jdbc.sql(PASS).param("from", from).param("into", into).update();
    }

    @Override
    public void erase(String customerId) {
        batch.batchUpdate(FORGET, history(customerId), PAGE, (row, kept) -> {
            CustomerEvent event = kept.event();
            row.setString(1, event.type().impersonal(event.data()).toString());
            row.setString(2, event.eventId());
        });
    }

    private Kept kept(ResultSet row) throws SQLException {
        CustomerEvent event = new CustomerEvent(
                row.getString("event_id"),
                EventType.valueOf(row.getString("type")),
                row.getString("customer_id"),
                SqlTime.read(row, "occurred_at"),
                data(row.getString("data")),
                row.getString("hash"));
        return new Kept(row.getLong("seq"), event, SqlTime.read(row, "received_at"));
    }

    private ObjectNode data(String text) {
        try {
            return json.readValue(text);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("An event cannot be read", damaged);
        }
    }
}
