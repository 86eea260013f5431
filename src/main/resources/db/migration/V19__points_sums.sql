-- Points: what is asked for whenever somebody earns some is kept as sums, so that it costs the same however long the books are -

alter table points_lot add column reversed int not null default 0; -- of the points earned, taken back or owed
update points_lot
   set reversed = (select coalesce(sum(r.owed - r.points), 0)
                     from points_entry_lot l
                     join points_entry e on e.seq = l.seq and e.kind = 'POINTS_EARNED'
                     join points_entry r on r.reversed_key = e.request_key
                    where l.lot_id = points_lot.lot_id);
create index points_lot_of_customer on points_lot (customer_id, expires_at, earned_at, remaining, points, reversed);
alter table points_lot drop index points_lot_by_customer;

-- points_entry_by_cause begins with the customer as well.
alter table points_entry drop index points_entry_by_customer;

create table points_owed (
  customer_id varchar(64) not null primary key,
  owed        int         not null
) collate utf8mb4_0900_bin;
insert into points_owed (customer_id, owed)
select customer_id, sum(owed) from points_entry group by customer_id having sum(owed) <> 0;
