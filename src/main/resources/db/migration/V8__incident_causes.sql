-- The engine's script for MySQL lets incidents cascade to themselves twice. MySQL 9 refuses to delete from such a table
-- ("exceeds max tables limit"), so that no incident could be resolved. Without the cascade, as the engine has it on H2, it can.
alter table ACT_RU_INCIDENT drop constraint ACT_FK_INC_CAUSE;
alter table ACT_RU_INCIDENT drop constraint ACT_FK_INC_RCAUSE;
alter table ACT_RU_INCIDENT add constraint ACT_FK_INC_CAUSE
  foreign key (CAUSE_INCIDENT_ID_) references ACT_RU_INCIDENT (ID_);
alter table ACT_RU_INCIDENT add constraint ACT_FK_INC_RCAUSE
  foreign key (ROOT_CAUSE_INCIDENT_ID_) references ACT_RU_INCIDENT (ID_);
