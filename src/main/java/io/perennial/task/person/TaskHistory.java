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

/** The trace that human tasks leave on their customer's timeline. */
@Component
public class TaskHistory {

    private static final String INSERT = """
            insert into task_move (seq, customer_id, at, task_id, name, move, user_id, note)
            values (:seq, :customer, :at, :task, :name, :move, :user, :note)""";
    private static final Map<String, String> WORDS = Map.of(
            TaskListener.EVENTNAME_CREATE, "CREATED",
            TaskListener.EVENTNAME_COMPLETE, "COMPLETED",
            TaskListener.EVENTNAME_DELETE, "WITHDRAWN");

    private static final int LONGEST_NOTE = 4000;

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

    /** It began, was done or was withdrawn; with what was noted in its form. */
    public void record(DelegateTask task) {
        boolean done = task.getEventName().equals(TaskListener.EVENTNAME_COMPLETE);
        Object note = done ? task.getVariable(JourneyVariables.NOTE) : null;
        write(task, WORDS.get(task.getEventName()), note == null ? null : note.toString());
    }

    /** Somebody took it, gave it back, or gave it to another. */
    public void assigned(DelegateTask task) {
        String assignee = task.getAssignee();
        write(task, assignee == null ? "UNCLAIMED" : assignee.equals(user()) ? "CLAIMED" : "ASSIGNED", assignee);
    }

    /** What is said about it in the comments that are being written. */
    public void updated(DelegateTask task) {
        Context.getCommandContext().getDbEntityManager().getCachedEntitiesByType(CommentEntity.class).stream()
                .filter(comment -> task.getId().equals(comment.getTaskId()))
                .forEach(comment -> write(task, "COMMENTED", comment.getFullMessage()));
    }

    /** The task was not done in time and is shown to more people, more urgently. */
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
                .param("note", note == null ? null : Texts.truncate(note, LONGEST_NOTE))
                .update();
    }

    /** The one who is logged in; nobody where the engine acts by itself. */
    private String user() {
        Authentication current = identity.getCurrentAuthentication();
        return current == null ? null : current.getUserId();
    }
}
