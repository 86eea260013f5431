-- A lot has the number of the entry that made it, so that an entry which earns needs no row to name its lot.

create table points_lot_number (
  lot_id bigint not null primary key,
  seq    bigint not null
);
insert into points_lot_number (lot_id, seq)
select l.lot_id, l.seq from points_entry_lot l join points_entry e on e.seq = l.seq where e.kind = 'POINTS_EARNED';

delete from points_entry_lot where seq in (select seq from points_lot_number);
update points_entry_lot
   set lot_id = (select n.seq from points_lot_number n where n.lot_id = points_entry_lot.lot_id);
update points_lot
   set lot_id = (select n.seq from points_lot_number n where n.lot_id = points_lot.lot_id);

drop table points_lot_number;
