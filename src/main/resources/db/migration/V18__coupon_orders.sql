-- What was ordered with coupons, by the day of the order: summed up anew every day, since orders are cancelled late.
create table insight_coupon_order (
  day    date           not null,
  offer  varchar(64)    not null,
  amount decimal(18, 2) not null,
  primary key (day, offer)
) collate utf8mb4_0900_bin;

insert into insight_mark (source, seq) values ('COUPON_ORDER', 0); -- the day it was summed up on, counted from 1970
