-- What people decided, what befell journeys, and changes of strategy. All of it is only ever added to.

alter table journey add column started_by varchar(64);

create table verdict (
  seq                 bigint       not null primary key,
  request_key         varchar(255) not null,
  customer_id         varchar(64)  not null,
  at                  datetime(3)  not null,
  matter              varchar(32)  not null,
  granted             boolean      not null,
  process_instance_id varchar(64)  not null,
  until_at            datetime(3),
  cause               varchar(255) not null,
  user_id             varchar(64),
  constraint verdict_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index verdict_by_customer on verdict (customer_id, at);

create table journey_note (
  seq         bigint        not null primary key,
  customer_id varchar(64)   not null,
  at          datetime(3)   not null,
  process     varchar(64),
  what        varchar(32)   not null,
  detail      varchar(1000) not null
) collate utf8mb4_0900_bin;
create index journey_note_by_customer on journey_note (customer_id, at);

create table strategy_change (
  seq          bigint       not null primary key,
  change_id    varchar(64)  not null,
  decision     varchar(64)  not null,
  base_version int          not null,
  proposed_at  datetime(3)  not null,
  proposed_by  varchar(64)  not null,
  reason       varchar(500) not null,
  dmn          mediumtext   not null,
  changed_rows mediumtext   not null,
  constraint strategy_change_once unique (change_id)
) collate utf8mb4_0900_bin;

create table strategy_change_move (
  seq       bigint       not null primary key,
  change_id varchar(64)  not null,
  at        datetime(3)  not null,
  state     varchar(16)  not null,
  version   int,
  note      varchar(1000),
  user_id   varchar(64),
  constraint strategy_change_state_once unique (change_id, state)
) collate utf8mb4_0900_bin;
