package io.perennial.platform.engine.runtime;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultFailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Retries a job at once and without using up retries if it failed only because of concurrency (deadlock, changed row, lock
 * timeout) or an unavailable database; by default it would wait five minutes and in the end raise an incident.
 */
public class TransientFailures extends DefaultFailedJobCommandFactory {

    /** SQL states of deadlock or serialisation failure and of lock timeout in MySQL and H2. */
    private static final Set<String> LOST_RACE = Set.of("40001", "HYT00");

    private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;
    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final String H2_DUPLICATE_KEY = "23505";

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        return lostRace(failure) ? new RetryWithoutDecrement(jobId, failure) : super.getCommand(jobId, failure);
    }

    public static boolean lostRace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockingException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && (lostConnection(sql)
                            || sql.getErrorCode() == MYSQL_LOCK_WAIT_TIMEOUT
                            || LOST_RACE.contains(String.valueOf(sql.getSQLState())))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database is unavailable: class 08 of the SQL standard, or no free connection in the pool. */
    private static boolean lostConnection(SQLException failure) {
        return failure instanceof SQLTransientConnectionException
                || failure.getSQLState() != null && failure.getSQLState().startsWith("08");
    }

    /** Translates engine exceptions to those Spring's JDBC support would throw. */
    public static RuntimeException translate(RuntimeException failed) {
        if (failed instanceof DataAccessException) {
            return failed;
        }
        if (lostRace(failed)) {
            return new ConcurrencyFailureException("Concurrent modification in the engine", failed);
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() == MYSQL_DUPLICATE_KEY || H2_DUPLICATE_KEY.equals(sql.getSQLState()))) {
                return new DuplicateKeyException("Duplicate key in the engine", failed);
            }
        }
        return failed;
    }

    private static final class RetryWithoutDecrement extends DefaultJobRetryCmd {

        private static final long serialVersionUID = 1L;

        RetryWithoutDecrement(String jobId, Throwable failure) {
            super(jobId, failure);
        }

        @Override
        public Object execute(CommandContext context) {
            JobEntity job = getJob();
            if (job != null) {
                job.unlock();
                notifyAcquisition(context);
            }
            return null;
        }
    }
}
