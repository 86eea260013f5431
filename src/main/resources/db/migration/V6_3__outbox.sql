-- Outbox: where a message stands, and when it is tried again; `not_before` stays as it was queued, so order is kept ---------

alter table message add column state varchar(16) not null default 'QUEUED';
alter table message add column try_at datetime(3);
update message set state = 'SENT' where sent_at is not null;
create index message_by_state on message (state, not_before);
create index message_line on message (customer_id, state, not_before);
