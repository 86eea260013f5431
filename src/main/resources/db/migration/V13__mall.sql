-- Applications to pay in instalments. Terms and content never change; status is kept here and told by its moves -----------

create table installment_application (
  application_id      varchar(64)    not null primary key,
  hash                char(64)       not null,
  customer_id         varchar(64)    not null,
  category            varchar(32)    not null,
  product             varchar(128)   not null,
  price               decimal(14, 2) not null,
  periods             int            not null,
  coupon_id           varchar(64),
  coupon_cost         decimal(14, 2),
  principal           decimal(14, 2) not null,
  monthly_rate        decimal(12, 8) not null,
  fee_rate            decimal(12, 8) not null,
  early_fee_rate      decimal(12, 8) not null,
  free_periods        int            not null,
  fee_off             decimal(14, 2) not null,
  perks               varchar(255)   not null,
  applied_at          datetime(3)    not null,
  status              varchar(16)    not null,
  reason_code         varchar(64),
  decided_at          datetime(3),
  order_id            varchar(128),
  process_instance_id varchar(64),
  closed_as           varchar(16) -- of an approved plan: SETTLED or CANCELLED
) collate utf8mb4_0900_bin;
create index installment_application_by_customer on installment_application (customer_id, status);
create index installment_application_by_instance on installment_application (process_instance_id);

create table application_move (
  seq            bigint       not null primary key,
  request_key    varchar(255) not null,
  application_id varchar(64)  not null,
  customer_id    varchar(64)  not null,
  at             datetime(3)  not null,
  status         varchar(16)  not null,
  reason_code    varchar(64),
  cause          varchar(255) not null,
  constraint application_move_once unique (request_key)
) collate utf8mb4_0900_bin;
create index application_move_by_customer on application_move (customer_id, at);

-- Bills of an approved plan, and what was paid of each.
create table installment (
  bill_id        varchar(128)   not null primary key,
  application_id varchar(64)    not null,
  customer_id    varchar(64)    not null,
  no             int            not null,
  due_on         date           not null,
  principal      decimal(14, 2) not null,
  interest       decimal(14, 2) not null,
  fee            decimal(14, 2) not null,
  overdue_at     datetime(3),
  constraint installment_no_once unique (application_id, no)
) collate utf8mb4_0900_bin;
create index installment_by_customer on installment (customer_id, due_on);

create table installment_payment (
  seq            bigint         not null primary key,
  request_key    varchar(255)   not null,
  bill_id        varchar(128)   not null,
  application_id varchar(64)    not null,
  customer_id    varchar(64)    not null,
  at             datetime(3)    not null,
  kind           varchar(16)    not null, -- REPAID, EARLY, or CANCELLED with the order
  principal      decimal(14, 2) not null,
  interest       decimal(14, 2) not null,
  fee            decimal(14, 2) not null,
  cause          varchar(255)   not null,
  constraint installment_payment_once unique (request_key)
) collate utf8mb4_0900_bin;
create index installment_payment_by_application on installment_payment (application_id, bill_id);
create index installment_payment_by_customer on installment_payment (customer_id, at);

create table early_repayment (
  repayment_id   varchar(64)    not null primary key,
  application_id varchar(64)    not null,
  customer_id    varchar(64)    not null,
  at             datetime(3)    not null,
  principal      decimal(14, 2) not null,
  interest       decimal(14, 2) not null,
  fee            decimal(14, 2) not null,
  early_fee      decimal(14, 2) not null
) collate utf8mb4_0900_bin;
create index early_repayment_by_customer on early_repayment (customer_id, at);
