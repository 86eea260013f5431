-- What was foretold of a sample of customers each night, until it is known whether it came; then only how many of each score.

create table foresight (
  day         date        not null,
  what        varchar(64) not null,
  customer_id varchar(64) not null,
  score       double      not null,
  primary key (day, what, customer_id)
) collate utf8mb4_0900_bin;
create index foresight_by_customer on foresight (customer_id);

create table foresight_quality (
  day       date        not null,
  what      varchar(64) not null,
  score     double      not null,
  customers bigint      not null,
  came      bigint      not null,
  primary key (day, what, score)
) collate utf8mb4_0900_bin;
