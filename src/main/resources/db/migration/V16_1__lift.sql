-- What came of customers who got offers, and of those held out: sums of a day's entries, counted once their window is over.

create table lift_day (
  entered_on     date        not null,
  unit           varchar(8)  not null, -- STAGE entered, or OFFER decided on
  subject        varchar(64) not null,
  channel        varchar(64) not null,
  held_out       boolean     not null,
  customers      bigint      not null,
  returned       bigint      not null,
  orders         bigint      not null,
  orders_squared bigint      not null,
  margin         double      not null, -- sums for estimates, not the books
  margin_squared double      not null,
  primary key (entered_on, unit, subject, channel, held_out)
) collate utf8mb4_0900_bin;

create table lift_counted (
  day date not null primary key
) collate utf8mb4_0900_bin;

create index stage_move_entered on stage_move (to_stage, at);
create index coupon_by_time on coupon (issued_at);
create index withheld_by_time on withheld (at);
