package io.perennial.platform.engine.runtime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets nodes that start at the same moment do once, one after the other, what only the first of them has to do. */
@Component
public class StartupLock {

    private static final String LOCK = "select REV_ from ACT_GE_PROPERTY where NAME_ = 'startup.lock' for update";

    private final JdbcClient sql;
    private final TransactionTemplate transaction;

    StartupLock(JdbcClient sql, TransactionTemplate transaction) {
        this.sql = sql;
        this.transaction = transaction;
    }

    /** Runs the task in one transaction that no other node's such task overlaps. */
    public void run(Runnable task) {
        transaction.executeWithoutResult(status -> {
            sql.sql(LOCK).query(Integer.class).single();
            task.run();
        });
    }
}
