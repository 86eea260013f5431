package io.perennial.task;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The trace that human tasks leave on their customer's timeline. */
@Component
class TaskMoves {

    private static final String INSERT = """
            insert into task_move (seq, customer_id, at, task_id, name, move, user_id)
            values (:seq, :customer, :at, :task, :name, :move, :user)""";
    private static final Map<String, String> WORDS = Map.of(
            TaskListener.EVENTNAME_CREATE, "CREATED",
            TaskListener.EVENTNAME_COMPLETE, "COMPLETED",
            TaskListener.EVENTNAME_DELETE, "WITHDRAWN");

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final Sequence sequence;
    private final IdentityService identity;

    TaskMoves(JdbcClient jdbc, BusinessClock clock, Sequence sequence, IdentityService identity) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.sequence = sequence;
        this.identity = identity;
    }

    void record(DelegateTask task) {
        String customerId = task.getExecution().getProcessBusinessKey();
        if (customerId == null) {
            return;
        }
        jdbc.sql(INSERT)
                .param("seq", sequence.next())
                .param("customer", customerId)
                .param("at", SqlTime.of(clock.instant()))
                .param("task", task.getId())
                .param("name", task.getName())
                .param("move", WORDS.get(task.getEventName()))
                .param("user", user())
                .update();
    }

    /** The one who is logged in; nobody where the engine acts by itself. */
    private String user() {
        Authentication current = identity.getCurrentAuthentication();
        return current == null ? null : current.getUserId();
    }
}
