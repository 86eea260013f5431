-- An incident is its own cause where no other is. MySQL 9 refuses to delete such a row, with the cascade of the engine's script
-- ("exceeds max tables limit") as without, so that no incident could be resolved. The engine itself removes the incidents
-- that others caused; it does not need these keys.
alter table ACT_RU_INCIDENT drop constraint ACT_FK_INC_CAUSE;
alter table ACT_RU_INCIDENT drop constraint ACT_FK_INC_RCAUSE;
