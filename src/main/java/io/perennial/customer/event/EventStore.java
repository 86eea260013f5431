package io.perennial.customer.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of accepted events, which are never changed. */
@Repository
public class EventStore implements CustomerDataOwner {

    private static final String HASHES = "select event_id, hash from event where event_id in (:ids)";
    private static final MultiRowInsert INSERT = MultiRowInsert.of("""
            insert into event (seq, event_id, type, customer_id, occurred_at, received_at, hash, data)
            values (?, ?, ?, ?, ?, ?, ?, ?)""");
    private static final String OF_CUSTOMER = """
            select seq, event_id, type, customer_id, occurred_at, received_at, hash, data
            from event where customer_id = :id order by seq""";
    private static final String ASSESSMENTS = """
            select seq, event_id, type, customer_id, occurred_at, received_at, hash, data
            from event where customer_id in (:ids) and type = 'CREDIT_ASSESSED'""";
    private static final String REASSIGN = "update event set customer_id = :into where customer_id = :from";
    /** The hash goes as well, since it is computed from the content. */
    private static final String ERASE = "update event set data = ?, hash = '' where event_id = ?";

    private static final int PAGE = 1000;

    private final ObjectReader json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(ObjectNode.class);
    private final JdbcClient jdbc;
    private final JdbcTemplate batch;

    EventStore(JdbcClient jdbc, JdbcTemplate batch) {
        this.jdbc = jdbc;
        this.batch = batch;
    }

    /** The content hashes of those of the events that are stored, by event id. */
    Map<String, String> findHashes(Collection<String> eventIds) {
        Map<String, String> hashes = new HashMap<>();
        if (!eventIds.isEmpty()) {
            jdbc.sql(HASHES).param("ids", eventIds).query(row -> {
                hashes.put(row.getString("event_id"), row.getString("hash"));
            });
        }
        return hashes;
    }

    void insert(List<AcceptedEvent> events) {
        INSERT.insert(batch, events, (row, event) -> {
            row.setLong(1, event.seq());
            row.setString(2, event.eventId());
            row.setString(3, event.type().name());
            row.setString(4, event.customerId());
            row.setString(5, SqlTime.of(event.occurredAt()));
            row.setString(6, SqlTime.of(event.receivedAt()));
            row.setString(7, event.hash());
            row.setString(8, event.data().toString());
        });
    }

    /** All events of a customer, in the order of arrival. */
    List<AcceptedEvent> history(String customerId) {
        return jdbc.sql(OF_CUSTOMER)
                .param("id", customerId)
                .query((row, n) -> read(row))
                .list();
    }

    /** All credit assessments of these customers, in any order, without profiles and facts. */
    public List<AcceptedEvent> creditAssessments(Collection<String> customerIds) {
        return customerIds.isEmpty()
                ? List.of()
                : jdbc.sql(ASSESSMENTS)
                        .param("ids", customerIds)
                        .query((row, n) -> read(row))
                        .list();
    }

    @Override
    public void reassign(String from, String into) {
        jdbc.sql(REASSIGN).param("from", from).param("into", into).update();
    }

    @Override
    public void erase(String customerId) {
        batch.batchUpdate(ERASE, history(customerId), PAGE, (row, event) -> {
            row.setString(1, event.type().withoutPersonalData(event.data()).toString());
            row.setString(2, event.eventId());
        });
    }

    private AcceptedEvent read(ResultSet row) throws SQLException {
        return new AcceptedEvent(
                row.getLong("seq"),
                row.getString("event_id"),
                EventType.valueOf(row.getString("type")),
                row.getString("customer_id"),
                SqlTime.read(row, "occurred_at"),
                SqlTime.read(row, "received_at"),
                readData(row.getString("data")),
                row.getString("hash"),
                null,
                Map.of(),
                false);
    }

    private ObjectNode readData(String text) {
        try {
            return json.readValue(text);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("The data of a stored event is not readable", damaged);
        }
    }
}
