package io.perennial.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.clock.SqlTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class DecisionRepository {

    private static final String INSERT = """
            insert into decision_record (seq, customer_id, at, decision, version, rules, inputs, outputs, cause)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final JdbcTemplate jdbc;
    private final ObjectMapper json;

    DecisionRepository(JdbcTemplate jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(List<DecisionRecord> records) {
        jdbc.batchUpdate(INSERT, records, 1000, (row, decision) -> {
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

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
