package io.perennial.platform.engine.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The engine's job table. Rows that another transaction holds are skipped, never waited for. */
@Repository
class JobRepository {

    /** Read through the index of migration V22_1 only: the optimiser may otherwise sort all due jobs. */
    private static final String BY_INDEX = "select /*+ index(ACT_RU_JOB PERENNIAL_JOB_ACQUIRE) */ ";

    static final String NEXT_URGENCY =
            BY_INDEX + "URGENCY_ from ACT_RU_JOB where URGENCY_ > :after order by URGENCY_ limit 1";
    static final String FREE = BY_INDEX + """
            ID_, PROCESS_INSTANCE_ID_, JOB_DEF_ID_, EXCLUSIVE_, EXCEPTION_MSG_, LOCK_OWNER_
              from ACT_RU_JOB
             where URGENCY_ = :urgency and LOCK_EXP_TIME_ is null and DUEDATE_ <= :now
             order by URGENCY_, LOCK_EXP_TIME_, DUEDATE_
             limit :limit offset :offset""";
    static final String EXPIRED = BY_INDEX + """
            ID_, PROCESS_INSTANCE_ID_, JOB_DEF_ID_, EXCLUSIVE_, EXCEPTION_MSG_, LOCK_OWNER_
              from ACT_RU_JOB
             where URGENCY_ = :urgency and LOCK_EXP_TIME_ < :now and DUEDATE_ <= :now
             order by URGENCY_, LOCK_EXP_TIME_, DUEDATE_
             limit :limit""";
    private static final String HOLD_JOBS = """
            select ID_ from ACT_RU_JOB
             where ID_ in (:ids) and (LOCK_EXP_TIME_ is null or LOCK_EXP_TIME_ < :now)
               for update skip locked""";
    private static final String HOLD_INSTANCES = """
            select ID_ from ACT_RU_EXECUTION where ID_ in (:instances) order by ID_ for update skip locked""";
    private static final String AT_WORK = """
            select distinct PROCESS_INSTANCE_ID_ from ACT_RU_JOB
             where PROCESS_INSTANCE_ID_ in (:instances) and EXCLUSIVE_ and LOCK_EXP_TIME_ >= :now""";
    private static final String LOCK = """
            update ACT_RU_JOB set REV_ = REV_ + 1, LOCK_OWNER_ = :owner, LOCK_EXP_TIME_ = :until where ID_ in (:ids)""";
    private static final String JOBS = """
            select ID_, PROCESS_INSTANCE_ID_, JOB_DEF_ID_, EXCLUSIVE_, EXCEPTION_MSG_, LOCK_OWNER_
              from ACT_RU_JOB where ID_ in (:ids)""";
    private static final String CUSTOMERS = """
            select distinct BUSINESS_KEY_ from ACT_RU_EXECUTION
             where ID_ in (:instances) and BUSINESS_KEY_ is not null""";

    private final JdbcClient sql;

    JobRepository(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * A job, as far as it matters with which others it runs.
     *
     * @param instance the process instance, or null
     * @param definition the job definition, one per activity; or null
     * @param failed whether an attempt has failed before
     * @param owner who has locked it, or null
     */
    record DueJob(String id, String instance, String definition, boolean exclusive, boolean failed, String owner) {}

    /** The urgency that follows, with the most urgent first. */
    Optional<Long> nextUrgency(long after) {
        return sql.sql(NEXT_URGENCY).param("after", after).query(Long.class).optional();
    }

    /** Due jobs that nobody has locked. */
    List<DueJob> free(long urgency, Date now, int limit, int offset) {
        return sql.sql(FREE)
                .param("urgency", urgency)
                .param("now", timestamp(now))
                .param("limit", limit)
                .param("offset", offset)
                .query(JobRepository::job)
                .list();
    }

    /** Due jobs whose lock is over: the node that locked them has died or hangs. */
    List<DueJob> expired(long urgency, Date now, int limit) {
        return sql.sql(EXPIRED)
                .param("urgency", urgency)
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(JobRepository::job)
                .list();
    }

    /** Those of the jobs that nobody else acquires or runs, held until the transaction ends. */
    Set<String> holdJobs(Collection<String> ids, Date now) {
        return ids.isEmpty()
                ? Set.of()
                : new HashSet<>(sql.sql(HOLD_JOBS)
                        .param("ids", ids)
                        .param("now", timestamp(now))
                        .query(String.class)
                        .list());
    }

    /** Those of the process instances on which nobody else works, held until the transaction ends. */
    Set<String> holdInstances(Collection<String> instances) {
        return instances.isEmpty()
                ? Set.of()
                : new HashSet<>(sql.sql(HOLD_INSTANCES)
                        .param("instances", instances)
                        .query(String.class)
                        .list());
    }

    /** Those of the process instances of which an exclusive job is locked. */
    Set<String> atWork(Collection<String> instances, Date now) {
        return instances.isEmpty()
                ? Set.of()
                : new HashSet<>(sql.sql(AT_WORK)
                        .param("instances", instances)
                        .param("now", timestamp(now))
                        .query(String.class)
                        .list());
    }

    void lock(Collection<String> ids, String owner, Date until) {
        sql.sql(LOCK)
                .param("owner", owner)
                .param("until", timestamp(until))
                .param("ids", ids)
                .update();
    }

    /** Those of the jobs that still exist. */
    List<DueJob> jobs(Collection<String> ids) {
        return sql.sql(JOBS).param("ids", ids).query(JobRepository::job).list();
    }

    /** The business keys of the process instances. */
    List<String> businessKeys(Collection<String> instances) {
        return sql.sql(CUSTOMERS)
                .param("instances", instances)
                .query(String.class)
                .list();
    }

    private static Timestamp timestamp(Date at) {
        return new Timestamp(at.getTime());
    }

    private static DueJob job(ResultSet row, int n) throws SQLException {
        return new DueJob(
                row.getString("ID_"),
                row.getString("PROCESS_INSTANCE_ID_"),
                row.getString("JOB_DEF_ID_"),
                row.getBoolean("EXCLUSIVE_"),
                row.getString("EXCEPTION_MSG_") != null,
                row.getString("LOCK_OWNER_"));
    }
}
