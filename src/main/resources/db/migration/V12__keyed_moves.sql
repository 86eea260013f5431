-- Steps into stages and changes of tier are made once under a key, as all effects are: a step's own, or the decision's.

alter table stage_move add column request_key varchar(255);
update stage_move set request_key = concat('seq:', seq);
alter table stage_move modify request_key varchar(255) not null;
alter table stage_move add constraint stage_move_request_once unique (request_key);

alter table tier_change add constraint tier_change_decision_once unique (decision_seq);
