-- A raise adds to the limit that an assessment set; a late assessment keeps the raises that were made after it.
alter table limit_change add column raised boolean not null default false;

update limit_change set raised = true where request_key like 'ticket:%' or request_key like 'raise:%';
