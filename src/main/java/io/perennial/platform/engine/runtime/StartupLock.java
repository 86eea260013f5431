package io.perennial.platform.engine.runtime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Serialises start-up tasks of nodes that start at the same time. */
@Component
public class StartupLock {

    private static final String LOCK = "select REV_ from ACT_GE_PROPERTY where NAME_ = 'startup.lock' for update";

    private final JdbcClient sql;
    private final TransactionTemplate transaction;

    StartupLock(JdbcClient sql, TransactionTemplate transaction) {
        this.sql = sql;
        this.transaction = transaction;
    }

    /** Runs the task in a transaction that excludes such tasks of other nodes. */
    public void run(Runnable task) {
        transaction.executeWithoutResult(status -> {
            sql.sql(LOCK).query(Integer.class).single();
            task.run();
        });
    }
}
