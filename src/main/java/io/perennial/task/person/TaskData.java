package io.perennial.task.person;

import io.perennial.platform.sql.CustomerDataOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Customer data in the task history: the entries stay, notes are erased. */
@Component
class TaskData implements CustomerDataOwner {

    private static final String ERASE_NOTES = "update task_move set note = null where customer_id = :customer";

    private final JdbcClient jdbc;

    TaskData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The rows are reassigned with the other ledgers. */
    @Override
    public void reassign(String from, String into) {}

    @Override
    public void erase(String customerId) {
        jdbc.sql(ERASE_NOTES).param("customer", customerId).update();
    }
}
