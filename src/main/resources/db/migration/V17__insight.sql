-- How far each source is counted: the number of the last row that is in the sums.
create table insight_mark (
  source varchar(32) not null primary key,
  seq    bigint      not null
) collate utf8mb4_0900_bin;
insert into insight_mark (source, seq) values
  ('EVENT', 0), ('STAGE', 0), ('TIER', 0), ('COUPON', 0), ('RESPONSE', 0), ('WITHHELD', 0), ('MESSAGE', 0);

-- What of a customer is in the sums, so that it can be taken out again when it changes.
create table insight_customer (
  customer_id    varchar(64)    not null primary key,
  registered_on  date           not null,
  channel        varchar(64)    not null,
  orders         int            not null,
  spend          decimal(14, 2) not null,
  first_order_on date,
  activated_soon boolean        not null, -- first order within 30 days
  billed         boolean        not null,
  overdue        boolean        not null,
  last_active_on date,
  months         bigint         not null  -- bit n: did something in the nth month after the one of registration
) collate utf8mb4_0900_bin;
create index insight_customer_active on insight_customer (last_active_on);

-- Whom to count anew from all their events: two ids have become one.
create table insight_again (
  customer_id varchar(64) not null primary key
) collate utf8mb4_0900_bin;

create table insight_cohort (
  registered_on  date           not null,
  channel        varchar(64)    not null,
  customers      bigint         not null,
  activated      bigint         not null,
  activated_soon bigint         not null,
  repeated       bigint         not null,
  billed         bigint         not null,
  overdue        bigint         not null,
  orders         bigint         not null,
  spend          decimal(18, 2) not null,
  primary key (registered_on, channel)
) collate utf8mb4_0900_bin;

create table insight_kept (
  registered_in date   not null, -- first day of the month
  month_no      int    not null,
  customers     bigint not null,
  primary key (registered_in, month_no)
) collate utf8mb4_0900_bin;

-- Rows of the ledgers by day and by their two telling words.
create table insight_day (
  source varchar(32)    not null,
  day    date           not null,
  word   varchar(64)    not null,
  word2  varchar(64)    not null,
  times  bigint         not null,
  amount decimal(18, 2) not null,
  primary key (source, day, word, word2)
) collate utf8mb4_0900_bin;

-- How often each element of a process was entered on a day.
create table insight_passed (
  process varchar(255) not null,
  day     date         not null,
  element varchar(255) not null,
  times   bigint       not null,
  primary key (process, day, element)
) collate utf8mb4_0900_bin;

create index customer_by_stage on customer (stage, tier, erased_at);
create index customer_order_by_day on customer_order (placed_at, cancelled, amount);
create index callback_by_day on callback (created_at);
create index journey_by_process on journey (process, started_at);
create index PERENNIAL_EXECUTION_PLACE on ACT_RU_EXECUTION (PROC_DEF_ID_, IS_ACTIVE_, ACT_ID_);
create index PERENNIAL_ACTIVITY_ENTERED on ACT_HI_ACTINST (START_TIME_, PROC_DEF_KEY_, ACT_ID_);
