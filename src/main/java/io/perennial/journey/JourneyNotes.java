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

/** Log of incidents in journeys that leave no other row; the timeline shows it. */
@Component
class JourneyNotes {

    /** Stored by name. */
    enum Type {
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
    private final TransactionTemplate newTransaction;

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
        this.newTransaction = new TransactionTemplate(transactions);
        newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    void record(String customerId, String process, Type type, Map<String, ?> detail) {
        jdbc.sql(INSERT)
                .param("seq", sequence.next())
                .param("customer", customerId)
                .param("at", SqlTime.of(clock.instant()))
                .param("process", process)
                .param("what", type.name())
                .param("detail", text(detail))
                .update();
    }

    /** Runs the action in a new transaction, so that its rows survive a rollback of the current one. */
    void inNewTransaction(Runnable action) {
        newTransaction.executeWithoutResult(status -> action.run());
    }

    private String text(Map<String, ?> detail) {
        try {
            return json.writeValueAsString(new TreeMap<>(detail));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A journey note cannot be serialized", impossible);
        }
    }
}
