-- The engine's acquisition reads every due job before it sorts. Its own index: how urgent a job is (its priority, negated; null
-- when it may not run), then free before locked, then by due date. A page of free due jobs is one short range of it.
alter table ACT_RU_JOB add column URGENCY_ bigint generated always as
    (case when RETRIES_ > 0 and SUSPENSION_STATE_ = 1 then -PRIORITY_ end);
create index PERENNIAL_JOB_ACQUIRE on ACT_RU_JOB (URGENCY_, LOCK_EXP_TIME_, DUEDATE_);
