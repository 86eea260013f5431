-- What the engine's own schema lacks: the acquisition of due jobs and the delivery of messages by process instance would
-- read whole tables.
create index PERENNIAL_JOB_DUE on ACT_RU_JOB (DUEDATE_);
create index PERENNIAL_SUBSCRIPTION_OF_INSTANCE on ACT_RU_EVENT_SUBSCR (PROC_INST_ID_, EVENT_NAME_);
