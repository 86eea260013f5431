package io.perennial.task.person;

import io.perennial.platform.sql.CustomerDataOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The trace of tasks stays, without what people wrote. */
@Component
class TaskData implements CustomerDataOwner {

    private static final String FORGET = "update task_move set note = null where customer_id = :customer";

    private final JdbcClient jdbc;

    TaskData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The rows change hands with the other ledgers. */
    @Override
    public void reassign(String from, String into) {}

    @Override
    public void erase(String customerId) {
        jdbc.sql(FORGET).param("customer", customerId).update();
    }
}
