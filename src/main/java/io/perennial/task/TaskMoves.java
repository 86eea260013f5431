package io.perennial.task;

import io.perennial.clock.BusinessClock;
import io.perennial.clock.Sequence;
import io.perennial.clock.SqlTime;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.task.Task;
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
        write(
                task.getExecution().getProcessBusinessKey(),
                task.getId(),
                task.getName(),
                WORDS.get(task.getEventName()));
    }

    /** The task was not done in time and is shown to more people, more urgently. */
    void escalated(String customerId, Task task) {
        write(customerId, task.getId(), task.getName(), "ESCALATED");
    }

    private void write(String customerId, String task, String name, String move) {
        if (customerId == null) {
            return;
        }
        jdbc.sql(INSERT)
                .param("seq", sequence.next())
                .param("customer", customerId)
                .param("at", SqlTime.of(clock.instant()))
                .param("task", task)
                .param("name", name)
                .param("move", move)
                .param("user", user())
                .update();
    }

    /** The one who is logged in; nobody where the engine acts by itself. */
    private String user() {
        Authentication current = identity.getCurrentAuthentication();
        return current == null ? null : current.getUserId();
    }
}
