package io.perennial.engine;

import java.sql.SQLException;
import java.util.Set;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultFailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/**
 * A job that lost a race in the database (a deadlock, a row changed under it, a lock not got in time) failed through no fault
 * of its own: it keeps its retries and runs again at once, instead of waiting five minutes and in the end becoming an incident.
 */
class TransientFailures extends DefaultFailedJobCommandFactory {

    /** Deadlock or serialisation failure, and lock wait time-out, as MySQL and H2 say them. */
    private static final Set<String> LOST_RACE = Set.of("40001", "HYT00");

    private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;

    @Override
    public Command<Object> getCommand(String jobId, Throwable failure) {
        return lostRace(failure) ? new RunAgain(jobId, failure) : super.getCommand(jobId, failure);
    }

    static boolean lostRace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockingException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && (LOST_RACE.contains(sql.getSQLState()) || sql.getErrorCode() == MYSQL_LOCK_WAIT_TIMEOUT)) {
                return true;
            }
        }
        return false;
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
