package io.perennial.platform.engine.time;

import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobManager;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;

/** Gives asynchronous steps the due time of the step before them. */
class DueDateJobManager extends JobManager {

    private final DueTime due;

    private DueDateJobManager(DueTime due) {
        this.due = due;
    }

    @Override
    public void send(MessageEntity message) {
        message.setDuedate(due.ofCurrentStep());
        super.send(message);
    }

    static SessionFactory factory(DueTime due) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return JobManager.class;
            }

            @Override
            public Session openSession() {
                return new DueDateJobManager(due);
            }
        };
    }
}
