package io.perennial.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What befell a customer's journeys and left no other trace; the timeline shows it. */
@Component
class JourneyNotes {

    enum What {
        MOVE_REFUSED,
        CAME_TOO_LATE,
        MODEL_MIGRATED,
        MODEL_NOT_MIGRATED
    }

    private static final String INSERT = """
            insert into journey_note (seq, customer_id, at, process, what, detail)
            values (:seq, :customer, :at, :process, :what, :detail)""";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final BusinessClock clock;
    private final SequenceIds sequence;
    private final TransactionTemplate apart;

    JourneyNotes(
            JdbcClient jdbc,
            ObjectMapper json,
            BusinessClock clock,
            SequenceIds sequence,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.sequence = sequence;
        this.apart = new TransactionTemplate(transactions);
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    void write(String customerId, String process, What what, Map<String, ?> detail) {
        jdbc.sql(INSERT)
                .param("seq", sequence.next())
                .param("customer", customerId)
                .param("at", SqlTime.of(clock.instant()))
                .param("process", process)
                .param("what", what.name())
                .param("detail", text(detail))
                .update();
    }

    /** Writes in a transaction of its own, for what stays true when the present one is rolled back. */
    void apart(Runnable writing) {
        apart.executeWithoutResult(status -> writing.run());
    }

    private String text(Map<String, ?> detail) {
        try {
            return json.writeValueAsString(new TreeMap<>(detail));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A note cannot be written down", impossible);
        }
    }
}
