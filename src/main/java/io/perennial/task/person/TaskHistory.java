package io.perennial.task.person;

import io.perennial.platform.api.Texts;
import io.perennial.platform.clock.BusinessClock;
import io.perennial.platform.sql.SequenceIds;
import io.perennial.platform.sql.SqlTime;
import io.perennial.task.step.JourneyVariables;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.CommentEntity;
import org.camunda.bpm.engine.task.Task;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** History of user tasks on their customer's timeline. */
@Component
public class TaskHistory {

    private static final String INSERT = """
            insert into task_move (seq, customer_id, at, task_id, name, move, user_id, note)
            values (:seq, :customer, :at, :task, :name, :move, :user, :note)""";
    private static final Map<String, String> MOVES = Map.of(
            TaskListener.EVENTNAME_CREATE, "CREATED",
            TaskListener.EVENTNAME_COMPLETE, "COMPLETED",
            TaskListener.EVENTNAME_DELETE, "WITHDRAWN");

    private static final int MAX_NOTE = 4000;

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final SequenceIds sequence;
    private final IdentityService identity;

    TaskHistory(JdbcClient jdbc, BusinessClock clock, SequenceIds sequence, IdentityService identity) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.sequence = sequence;
        this.identity = identity;
    }

    /** Records the creation, completion or withdrawal of a task, with the note of its form. */
    public void record(DelegateTask task) {
        boolean done = task.getEventName().equals(TaskListener.EVENTNAME_COMPLETE);
        Object note = done ? task.getVariable(JourneyVariables.NOTE) : null;
        write(task, MOVES.get(task.getEventName()), note == null ? null : note.toString());
    }

    /** Records that a task was claimed, unclaimed or assigned. */
    public void assigned(DelegateTask task) {
        String assignee = task.getAssignee();
        write(task, assignee == null ? "UNCLAIMED" : assignee.equals(user()) ? "CLAIMED" : "ASSIGNED", assignee);
    }

    /** Records the comments added by the current command. */
    public void updated(DelegateTask task) {
        Context.getCommandContext().getDbEntityManager().getCachedEntitiesByType(CommentEntity.class).stream()
                .filter(comment -> task.getId().equals(comment.getTaskId()))
                .forEach(comment -> write(task, "COMMENTED", comment.getFullMessage()));
    }

    /** Records the escalation of an overdue task. */
    public void escalated(String customerId, Task task) {
        write(customerId, task.getId(), task.getName(), "ESCALATED", null);
    }

    private void write(DelegateTask task, String move, String note) {
        write(task.getExecution().getProcessBusinessKey(), task.getId(), task.getName(), move, note);
    }

    private void write(String customerId, String task, String name, String move, String note) {
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
                .param("note", note == null ? null : Texts.truncate(note, MAX_NOTE))
                .update();
    }

    /** The authenticated user; null if the engine runs a job. */
    private String user() {
        Authentication current = identity.getCurrentAuthentication();
        return current == null ? null : current.getUserId();
    }
}
