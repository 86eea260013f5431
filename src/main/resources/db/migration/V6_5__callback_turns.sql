-- Callbacks wait for their turn: so many new ones a day, the most valuable first -------------------------------------------

create table callback_request (
  request_key         varchar(255) not null primary key,
  seq                 bigint       not null,
  customer_id         varchar(64)  not null,
  process_instance_id varchar(64),
  kind                varchar(16)  not null,
  priority            int          not null,
  asked_at            datetime(3)  not null,
  turn_at             datetime(3)  not null,
  admitted            boolean      not null
) collate utf8mb4_0900_bin;
create index callback_request_waiting on callback_request (admitted, turn_at);

create table callback_day (
  day      date not null primary key,
  admitted int  not null
) collate utf8mb4_0900_bin;
