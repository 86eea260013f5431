-- Who changed what by hand. Entries are only ever added; each carries the hash of the one before it, and the head says where the
-- chain ends.

create table audit_entry (
  no      bigint       not null primary key,
  at      datetime(3)  not null,
  actor   varchar(64)  not null,
  action  varchar(64)  not null,
  subject varchar(255) not null,
  detail  mediumtext   not null,
  hash    char(64)     not null
) collate utf8mb4_0900_bin;
create index audit_entry_by_actor on audit_entry (actor, no);
create index audit_entry_by_action on audit_entry (action, no);

create table audit_head (
  id   int      not null primary key,
  no   bigint   not null,
  hash char(64) not null
) collate utf8mb4_0900_bin;
insert into audit_head (id, no, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
