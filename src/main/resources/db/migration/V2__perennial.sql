-- Perennial's own tables. Instants are UTC. `seq` comes from the application (io.perennial.clock.Sequence): it grows with
-- time on every node and orders rows across tables. Ids are compared byte by byte.

create table setting (
  name  varchar(64)  not null primary key,
  value varchar(255) not null
) collate utf8mb4_0900_bin;

-- Customers and what they did ------------------------------------------------------------------------------------------

create table customer (
  customer_id       varchar(64)    not null primary key,
  registered_at     datetime(3)    not null,
  channel           varchar(64)    not null,
  campaign          varchar(128),
  name              varchar(128),
  phone             varchar(32),
  age               int,
  region            varchar(128),
  locale            varchar(16),
  marketing_consent boolean        not null,
  last_login_at     datetime(3),
  credit_grade      varchar(2),
  stage             varchar(16)    not null,
  stage_since       datetime(3)    not null,
  tier              varchar(16)    not null,
  tier_since        datetime(3)    not null,
  warned_at         datetime(3),
  day_book          mediumtext     not null, -- totals, and a small entry for each local day a window can still reach
  erased_at         datetime(3)
) collate utf8mb4_0900_bin;
create index customer_by_channel on customer (channel, registered_at);

create table event (
  seq         bigint       not null primary key,
  event_id    varchar(128) not null,
  type        varchar(32)  not null,
  customer_id varchar(64)  not null,
  occurred_at datetime(3)  not null,
  received_at datetime(3)  not null,
  hash        char(64)     not null,
  data        text         not null,
  constraint event_id_once unique (event_id)
) collate utf8mb4_0900_bin;
create index event_by_customer on event (customer_id, occurred_at);

-- An id that was merged away, and whose it is now.
create table customer_alias (
  customer_id varchar(64) not null primary key,
  into_id     varchar(64) not null,
  merged_at   datetime(3) not null
) collate utf8mb4_0900_bin;
create index customer_alias_of on customer_alias (into_id);

create table customer_order (
  customer_id varchar(64)    not null,
  order_id    varchar(128)   not null,
  event_id    varchar(128),
  placed_at   datetime(3),
  received_at datetime(3),
  amount      decimal(14, 2),
  category    varchar(32),
  periods     int,
  items       int,
  cancelled   boolean        not null,
  primary key (customer_id, order_id)
) collate utf8mb4_0900_bin;

create table bill (
  customer_id   varchar(64)  not null,
  bill_id       varchar(128) not null,
  due_on        date         not null,
  repaid_at     datetime(3),
  repaid_event  varchar(128),
  overdue_at    datetime(3),
  overdue_event varchar(128),
  primary key (customer_id, bill_id)
) collate utf8mb4_0900_bin;

create table tag (
  customer_id varchar(64)   not null,
  tag         varchar(64)   not null,
  since       datetime(3)   not null,
  until_at    datetime(3)   not null,
  rule_id     varchar(128)  not null,
  version     int           not null,
  evidence    text          not null, -- ids of events, as JSON
  primary key (customer_id, tag)
) collate utf8mb4_0900_bin;
create index tag_by_tag on tag (tag, until_at);

create table channel_cost (
  channel varchar(64)    not null,
  day     date           not null,
  cost    decimal(14, 2) not null,
  clicks  int,
  primary key (channel, day)
) collate utf8mb4_0900_bin;

-- Journeys and decisions -----------------------------------------------------------------------------------------------

create table journey (
  customer_id         varchar(64) not null,
  process             varchar(64) not null,
  process_instance_id varchar(64) not null,
  started_at          datetime(3) not null,
  again               boolean     not null,
  primary key (customer_id, process),
  constraint journey_instance_once unique (process_instance_id)
) collate utf8mb4_0900_bin;

create table stage_move (
  seq         bigint       not null primary key,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  from_stage  varchar(16),
  to_stage    varchar(16)  not null,
  cause       varchar(255) not null
) collate utf8mb4_0900_bin;
create index stage_move_by_customer on stage_move (customer_id, at);

create table tier_change (
  seq          bigint      not null primary key,
  customer_id  varchar(64) not null,
  at           datetime(3) not null,
  from_tier    varchar(16) not null,
  to_tier      varchar(16) not null,
  decision_seq bigint      not null
) collate utf8mb4_0900_bin;
create index tier_change_by_customer on tier_change (customer_id, at);

create table decision_record (
  seq         bigint        not null primary key,
  customer_id varchar(64)   not null,
  at          datetime(3)   not null,
  decision    varchar(64)   not null,
  version     int           not null,
  rules       varchar(1000) not null,
  inputs      text          not null,
  outputs     text          not null,
  cause       varchar(255)  not null
) collate utf8mb4_0900_bin;
create index decision_by_customer on decision_record (customer_id, at);

create table task_move (
  seq         bigint       not null primary key,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  task_id     varchar(64)  not null,
  name        varchar(255) not null,
  move        varchar(16)  not null,
  user_id     varchar(64)
) collate utf8mb4_0900_bin;
create index task_move_by_customer on task_move (customer_id, at);

create table review (
  process_instance_id varchar(64) not null primary key,
  started_at          datetime(3) not null,
  ended_at            datetime(3),
  customers           int         not null
) collate utf8mb4_0900_bin;

create table review_chunk (
  process_instance_id varchar(64) not null,
  no                  int         not null,
  from_id             varchar(64) not null,
  to_id               varchar(64) not null,
  done_at             datetime(3),
  customers           int         not null,
  changed             int         not null,
  started             int         not null,
  primary key (process_instance_id, no)
) collate utf8mb4_0900_bin;

-- Effects: a row with a request key, append-only -----------------------------------------------------------------------

create table coupon (
  coupon_id     varchar(64)    not null primary key,
  request_key   varchar(255)   not null,
  customer_id   varchar(64)    not null,
  offer         varchar(64)    not null,
  type          varchar(16)    not null,
  value         decimal(14, 2) not null,
  category      varchar(32),
  cost          decimal(14, 2) not null,
  state         varchar(16)    not null,
  issued_at     datetime(3)    not null,
  expires_at    datetime(3)    not null,
  order_id      varchar(128),
  redemption_id varchar(64),
  constraint coupon_request_once unique (request_key),
  constraint coupon_redemption_once unique (redemption_id)
) collate utf8mb4_0900_bin;
create index coupon_by_customer on coupon (customer_id, issued_at);
create index coupon_by_expiry on coupon (state, expires_at);

create table coupon_move (
  seq         bigint       not null primary key,
  coupon_id   varchar(64)  not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  state       varchar(16)  not null,
  cause       varchar(255) not null
) collate utf8mb4_0900_bin;
create index coupon_move_by_customer on coupon_move (customer_id, at);

create table offer_budget (
  offer         varchar(64)    not null primary key,
  count_limit   bigint         not null,
  amount_limit  decimal(14, 2) not null,
  count_issued  bigint         not null,
  amount_issued decimal(14, 2) not null
) collate utf8mb4_0900_bin;

create table credit_account (
  customer_id  varchar(64)    not null primary key,
  credit_limit decimal(14, 2) not null,
  used         decimal(14, 2) not null,
  frozen       boolean        not null,
  assessed_at  datetime(3)
) collate utf8mb4_0900_bin;

create table limit_change (
  seq         bigint         not null primary key,
  request_key varchar(255)   not null,
  customer_id varchar(64)    not null,
  at          datetime(3)    not null,
  kind        varchar(16)    not null,
  asked       decimal(14, 2),
  from_limit  decimal(14, 2) not null,
  to_limit    decimal(14, 2) not null,
  cap         decimal(14, 2),
  cause       varchar(255)   not null,
  constraint limit_change_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index limit_change_by_customer on limit_change (customer_id, at);

create table member (
  customer_id varchar(64) not null primary key,
  level       varchar(16) not null,
  enrolled_at datetime(3) not null
) collate utf8mb4_0900_bin;

create table points_lot (
  lot_id      bigint      not null primary key,
  customer_id varchar(64) not null,
  earned_at   datetime(3) not null,
  expires_at  datetime(3) not null,
  points      int         not null,
  remaining   int         not null
) collate utf8mb4_0900_bin;
create index points_lot_by_customer on points_lot (customer_id, expires_at);

create table points_entry (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  kind        varchar(16)  not null,
  points      int          not null,
  reason      varchar(64)  not null,
  cause       varchar(255) not null,
  constraint points_entry_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index points_entry_by_customer on points_entry (customer_id, at);

create table points_entry_lot (
  seq    bigint not null,
  lot_id bigint not null,
  points int    not null,
  primary key (seq, lot_id)
) collate utf8mb4_0900_bin;

create table message (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  template    varchar(64)  not null,
  purpose     varchar(16)  not null,
  queued_at   datetime(3)  not null,
  not_before  datetime(3)  not null,
  sent_at     datetime(3),
  attempts    int          not null,
  cause       varchar(255) not null,
  constraint message_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index message_by_customer on message (customer_id, queued_at);
create index message_due on message (sent_at, not_before);

create table callback (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  kind        varchar(16)  not null,
  created_at  datetime(3)  not null,
  due_at      datetime(3)  not null,
  priority    int          not null,
  cause       varchar(255) not null,
  constraint callback_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index callback_by_customer on callback (customer_id, created_at);

create table callback_outcome (
  seq          bigint       not null primary key,
  callback_seq bigint       not null,
  request_key  varchar(255) not null,
  customer_id  varchar(64)  not null,
  at           datetime(3)  not null,
  outcome      varchar(16)  not null,
  note         varchar(1000),
  user_id      varchar(64),
  constraint callback_outcome_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index callback_outcome_by_customer on callback_outcome (customer_id, at);
create index callback_outcome_by_callback on callback_outcome (callback_seq);

create table benefit (
  customer_id varchar(64) not null,
  benefit     varchar(64) not null,
  granted_at  datetime(3) not null,
  primary key (customer_id, benefit)
) collate utf8mb4_0900_bin;

create table benefit_change (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  benefit     varchar(64)  not null,
  granted     boolean      not null,
  cause       varchar(255) not null,
  constraint benefit_change_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index benefit_change_by_customer on benefit_change (customer_id, at);

create table withheld (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  effect      varchar(32)  not null,
  what        varchar(64)  not null,
  reason      varchar(16)  not null,
  cause       varchar(255) not null,
  constraint withheld_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index withheld_by_customer on withheld (customer_id, at);

create table offer_response (
  seq         bigint       not null primary key,
  request_key varchar(255) not null,
  customer_id varchar(64)  not null,
  at          datetime(3)  not null,
  offer       varchar(64)  not null,
  response    varchar(16)  not null,
  cause       varchar(255) not null,
  constraint offer_response_request_once unique (request_key)
) collate utf8mb4_0900_bin;
create index offer_response_by_customer on offer_response (customer_id, at);
