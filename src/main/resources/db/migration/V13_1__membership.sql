-- Membership: the days on which a customer checked in, how long a level is kept, and what an entry of points is for --------

create table check_in (
  customer_id varchar(64) not null,
  day         date        not null,
  streak      int         not null, -- the how many-th day in a row it is
  primary key (customer_id, day)
) collate utf8mb4_0900_bin;

alter table member add column level_until datetime(3);
create index points_entry_by_cause on points_entry (customer_id, cause);
