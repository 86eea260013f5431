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
 * A job that lost a race in the database (a deadlock, a row changed under it, a lock not got in time), or the database itself,
 * failed through no fault of its own: it keeps its retries and runs again at once, instead of waiting five minutes and in the
 * end becoming an incident.
 */
public class TransientFailures extends DefaultFailedJobCommandFactory {

    /** Deadlock or serialisation failure, and lock wait time-out, as MySQL and H2 say them. */
    private static final Set<String> LOST_RACE = Set.of("40001", "HYT00");

    private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;
    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final String H2_DUPLICATE_KEY = "23505";

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        return lostRace(failure) ? new RunAgain(jobId, failure) : super.getCommand(jobId, failure);
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

    /** The database went away: class 08 of the SQL standard, or the pool has no connection to give. */
    private static boolean lostConnection(SQLException failure) {
        return failure instanceof SQLTransientConnectionException
                || failure.getSQLState() != null && failure.getSQLState().startsWith("08");
    }

    /** What the engine throws at a caller whose transaction lost a race, as JDBC code beside it would throw it. */
    public static RuntimeException translate(RuntimeException failed) {
        if (failed instanceof DataAccessException) {
            return failed;
        }
        if (lostRace(failed)) {
            return new ConcurrencyFailureException("The engine lost a race", failed);
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() == MYSQL_DUPLICATE_KEY || H2_DUPLICATE_KEY.equals(sql.getSQLState()))) {
                return new DuplicateKeyException("The engine wrote what was there already", failed);
            }
        }
        return failed;
    }

    private static final class RunAgain extends DefaultJobRetryCmd {

        private static final long serialVersionUID = 1L;

        RunAgain(String jobId, Throwable failure) {
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
