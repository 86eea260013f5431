-- What a purchase holds of the limit. `credit_account.used` counts holds from their reservation on ------------------------

create table credit_hold (
  hold_id     varchar(64)    not null primary key,
  customer_id varchar(64)    not null,
  amount      decimal(14, 2) not null,
  state       varchar(16)    not null
) collate utf8mb4_0900_bin;
create index credit_hold_by_customer on credit_hold (customer_id);

create table credit_move (
  seq         bigint         not null primary key,
  request_key varchar(255)   not null,
  customer_id varchar(64)    not null,
  at          datetime(3)    not null,
  kind        varchar(16)    not null,
  hold_id     varchar(64),
  amount      decimal(14, 2) not null,
  cause       varchar(255)   not null,
  constraint credit_move_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index credit_move_by_customer on credit_move (customer_id, at);
