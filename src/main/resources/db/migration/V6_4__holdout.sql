-- Ids that were one customer's before a merge: whoever was held out under one of them stays so -----------------------------

create table holdout_kin (
  customer_id varchar(64) not null,
  kin_id      varchar(64) not null,
  primary key (customer_id, kin_id)
) collate utf8mb4_0900_bin;
