package io.perennial.platform.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;

class TransientFailuresTest {

    @Test
    void concurrencyFailuresAreRetried() {
        assertThat(translate(new OptimisticLockingException("updated by another")))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new BatchUpdateException("Deadlock found", "40001", 1213, new int[0]))))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new SQLException("Lock wait timeout", "41000", 1205))))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new SQLException("Timeout trying to lock", "HYT00", 50200))))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new SQLException("Communications link failure", "08S01", 0))))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new SQLTransientConnectionException("No connection within 30 s"))))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(translate(because(new SQLException("Duplicate entry", "23000", 1062))))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(translate(because(new SQLException("Unique index violation", "23505", 23505))))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void otherFailuresAreNotTranslated() {
        for (RuntimeException failed : new RuntimeException[] {
            new IllegalStateException("a mistake"),
            because(new SQLException("Data too long", "22001", 1406)),
            because(new SQLException("Column cannot be null", "23000", 1048)),
            new CannotAcquireLockException("already translated")
        }) {
            assertThat(translate(failed)).isSameAs(failed);
        }
    }

    private static RuntimeException translate(RuntimeException failed) {
        return TransientFailures.translate(failed);
    }

    private static RuntimeException because(Exception cause) {
        return new ProcessEngineException("The engine failed", cause);
    }
}
