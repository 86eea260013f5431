-- What is learned from purchases every night: the models' parameters, and what came and is to come by channel and month of
-- registration. Tables of figures are written anew; models stay.

create table value_model (
  seq                      bigint      not null primary key,
  at                       datetime(3) not null,
  customers                bigint      not null,
  repeaters                bigint      not null,
  r                        double      not null,
  alpha                    double      not null,
  a                        double      not null,
  b                        double      not null,
  purchases_log_likelihood double      not null,
  p                        double      not null,
  q                        double      not null,
  v                        double      not null,
  spend_log_likelihood     double      not null
) collate utf8mb4_0900_bin;

create table value_cohort (
  channel          varchar(64)    not null,
  cohort           char(7)        not null, -- the month of registration, as 2026-01
  reckoned_at      datetime(3)    not null,
  customers        bigint         not null,
  buyers           bigint         not null,
  alive            double         not null, -- how many of the buyers are expected to be
  spent            decimal(16, 2) not null,
  predicted_margin decimal(16, 2) not null,
  expected_loss    decimal(16, 2) not null,
  primary key (channel, cohort)
) collate utf8mb4_0900_bin;

create table value_cohort_age (
  channel varchar(64)    not null,
  cohort  char(7)        not null,
  age     int            not null, -- calendar months since that of registration
  spent   decimal(16, 2) not null,
  primary key (channel, cohort, age)
) collate utf8mb4_0900_bin;
