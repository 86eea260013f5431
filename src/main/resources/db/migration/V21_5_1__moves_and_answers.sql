-- A coupon that is released is free again, not issued once more.

alter table coupon_move add column kind varchar(16) generated always as (
  case when state = 'ISSUED' and request_key like 'release:%' then 'RELEASED' else state end);

-- An answer belongs to the coupon or message that was given: those of coupons that a journey gives once were recorded
-- without it, and then a second time when the coupon's window was over; others answered what nobody was given.

create table offer_answer (
  seq         bigint         not null primary key,
  customer_id varchar(64)    not null,
  offered_key varchar(255)   not null,
  offered_at  datetime(3),
  strength    decimal(14, 2),
  cost        decimal(14, 2)
) collate utf8mb4_0900_bin;

insert into offer_answer (seq, customer_id, offered_key, offered_at, strength, cost)
select r.seq, r.customer_id, c.request_key, c.issued_at, c.value, case when c.state = 'REDEEMED' then c.cost else 0 end
  from offer_response r
  join coupon c on c.coupon_id = (select l.coupon_id
                                    from coupon l
                                   where l.customer_id = r.customer_id and l.offer = r.offer and l.issued_at <= r.at
                                   order by l.issued_at desc, l.coupon_id
                                   limit 1)
 where r.offered_key is null;
insert into offer_answer (seq, customer_id, offered_key, offered_at, strength, cost)
select r.seq, r.customer_id, m.request_key, m.queued_at, null, 0
  from offer_response r
  join message m on m.seq = (select max(l.seq)
                               from message l
                              where l.customer_id = r.customer_id and l.template = r.offer and l.queued_at <= r.at)
 where r.offered_key is null and r.seq not in (select a.seq from offer_answer a);

update offer_response
   set offered_key = (select a.offered_key from offer_answer a where a.seq = offer_response.seq),
       offered_at = (select a.offered_at from offer_answer a where a.seq = offer_response.seq),
       strength = (select a.strength from offer_answer a where a.seq = offer_response.seq),
       cost = (select a.cost from offer_answer a where a.seq = offer_response.seq),
       answered_at = case when response = 'WON' then at else null end
 where offered_key is null;
delete from offer_response where offered_key is null;

delete from offer_answer;
insert into offer_answer (seq, customer_id, offered_key, offered_at)
select r.seq, r.customer_id, r.offered_key, r.offered_at
  from offer_response r
  join (select customer_id, offered_key, min(seq) as seq
          from offer_response
         group by customer_id, offered_key
        having count(*) > 1) kept
    on kept.customer_id = r.customer_id and kept.offered_key = r.offered_key and kept.seq < r.seq;
delete from offer_response where seq in (select seq from offer_answer);
drop table offer_answer;

alter table offer_response modify offered_key varchar(255) not null;
create unique index offer_response_once on offer_response (customer_id, offered_key);

-- The sums of both are counted again from their first row.

delete from insight_day where source in ('COUPON', 'RESPONSE');
update insight_mark set seq = 0 where source in ('COUPON', 'RESPONSE');
