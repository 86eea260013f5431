-- Sums are wider than what they are summed from: an amount may be 999,999,999,999.99, and there may be many of them.

alter table points_lot modify points bigint not null;
alter table points_lot modify remaining bigint not null;
alter table points_lot modify reversed bigint not null default 0;
alter table points_entry modify points bigint not null;
alter table points_entry modify owed bigint not null default 0;
alter table points_entry_lot modify points bigint not null;
alter table points_owed modify owed bigint not null;

alter table credit_account modify used decimal(20, 2) not null;
alter table offer_budget modify amount_issued decimal(20, 2) not null;
alter table strength_budget modify spent decimal(20, 2) not null;

alter table insight_customer modify spend decimal(30, 2) not null;
alter table insight_cohort modify spend decimal(30, 2) not null;
alter table insight_day modify amount decimal(30, 2) not null;
alter table insight_coupon_order modify amount decimal(30, 2) not null;
alter table value_cohort modify spent decimal(30, 2) not null;
alter table value_cohort modify predicted_margin decimal(30, 2) not null;
alter table value_cohort modify expected_loss decimal(30, 2) not null;
alter table value_cohort_age modify spent decimal(30, 2) not null;

-- Lists whose length grows with a customer's history, or with a table somebody designs.

alter table tag modify evidence mediumtext not null;
alter table decision_record modify rules varchar(8000) not null;
