-- Points: what a reversal could not take back is owed; levels as they were on any day --------------------------------------

alter table points_entry add column owed int not null default 0;
alter table points_entry add column reversed_key varchar(255);
alter table points_entry add constraint points_entry_reversed_once unique (reversed_key);
create index points_entry_lot_by_lot on points_entry_lot (lot_id);

create table level_change (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  from_level  varchar(16)  not null,
  to_level    varchar(16)  not null,
  cause       varchar(255) not null,
  constraint level_change_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index level_change_by_customer on level_change (customer_id, at);
