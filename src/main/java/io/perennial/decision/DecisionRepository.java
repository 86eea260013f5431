package io.perennial.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.platform.sql.CustomerDataOwner;
import io.perennial.platform.sql.MultiRowInsert;
import io.perennial.platform.sql.SqlTime;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class DecisionRepository implements CustomerDataOwner {

    private static final MultiRowInsert INSERT = MultiRowInsert.of("""
            insert into decision_record (seq, customer_id, at, decision, version, rules, inputs, outputs, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""");

    private static final String REASSIGN = "update decision_record set customer_id = ? where customer_id = ?";
    private static final String INPUTS = "select seq, inputs from decision_record where customer_id = ?";
    private static final String SET_INPUTS = "update decision_record set inputs = ? where seq = ?";
    private static final List<String> PERSONAL = List.of("age", "region", "locale");

    private record Inputs(long seq, String json) {}

    /** Sequence numbers grow with time, so the scan starts at the oldest rows and is bounded by the limit. */
    private static final String OLDEST = """
            select max(seq) from (select seq, at from decision_record order by seq limit ?) oldest where at < ?""";

    private static final String DELETE = "delete from decision_record where seq <= ? and at < ?";

    private final JdbcTemplate jdbc;
    private final ObjectMapper json;

    DecisionRepository(JdbcTemplate jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(List<DecisionRecord> records) {
        INSERT.insert(jdbc, records, (row, decision) -> {
            row.setLong(1, decision.seq());
            row.setString(2, decision.customerId());
            row.setString(3, SqlTime.of(decision.at()));
            row.setString(4, decision.decision());
            row.setInt(5, decision.version());
            row.setString(6, String.join(",", decision.rules()));
            row.setString(7, write(decision.inputs()));
            row.setString(8, write(decision.outputs()));
            row.setString(9, decision.cause());
        });
    }

    @Override
    public void reassign(String from, String into) {
        jdbc.update(REASSIGN, into, from);
    }

    @Override
    public void erase(String customerId) {
        List<Inputs> personal =
                jdbc
                        .query(INPUTS, (row, n) -> new Inputs(row.getLong("seq"), row.getString("inputs")), customerId)
                        .stream()
                        .map(inputs -> new Inputs(inputs.seq(), withoutPersonalData(inputs.json())))
                        .toList();
        jdbc.batchUpdate(SET_INPUTS, personal, 1000, (row, inputs) -> {
            row.setString(1, inputs.json());
            row.setLong(2, inputs.seq());
        });
    }

    private String withoutPersonalData(String inputs) {
        try {
            ObjectNode facts = (ObjectNode) json.readTree(inputs);
            return write(facts.remove(PERSONAL));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException(damaged);
        }
    }

    int deleteOldest(Instant before, int page) {
        String at = SqlTime.of(before);
        Long last = jdbc.queryForObject(OLDEST, Long.class, page, at);
        return last == null ? 0 : jdbc.update(DELETE, last, at);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
