-- How strong a tuned offer is made: the share each strength gets, what was learned of it, and what learning has cost a month.

create table strength_share (
  offer      varchar(64)    not null,
  strength   decimal(14, 2) not null,
  share      double         not null,
  weight     double         not null, -- customers learned from, older ones count less
  reward     double         not null, -- yuan of margin after cost a customer
  variance   double         not null,
  learned_at datetime(3)    not null,
  primary key (offer, strength)
) collate utf8mb4_0900_bin;

create table strength_budget (
  offer  varchar(64)    not null,
  period char(7)        not null, -- a month, as 2026-01
  spent  decimal(14, 2) not null, -- yuan that coupons cost more than at the offer's own strength
  primary key (offer, period)
) collate utf8mb4_0900_bin;
