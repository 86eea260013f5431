-- Money that was received for bills, whatever it was applied to.
create table installment_receipt (
  seq            bigint         not null primary key,
  request_key    varchar(255)   not null,
  bill_id        varchar(128)   not null,
  application_id varchar(64)    not null,
  customer_id    varchar(64)    not null,
  at             datetime(3)    not null,
  amount         decimal(14, 2) not null,
  constraint installment_receipt_once unique (request_key)
) collate utf8mb4_0900_bin;
create index installment_receipt_by_application on installment_receipt (application_id, bill_id);
create index installment_receipt_by_customer on installment_receipt (customer_id, at);

-- What customers have paid beyond their bills: positive entries are overpaid or returned, negative ones are used for bills.
create table credit_balance_entry (
  seq         bigint         not null primary key,
  request_key varchar(255)   not null,
  customer_id varchar(64)    not null,
  at          datetime(3)    not null,
  amount      decimal(14, 2) not null,
  cause       varchar(255)   not null,
  constraint credit_balance_entry_once unique (request_key)
) collate utf8mb4_0900_bin;
create index credit_balance_entry_by_customer on credit_balance_entry (customer_id, at);

insert into installment_receipt (seq, request_key, bill_id, application_id, customer_id, at, amount)
select seq, request_key, bill_id, application_id, customer_id, at, principal + interest + fee
  from installment_payment
 where kind = 'REPAID';

-- A repayment after the cancellation had turned some of these plans into settled ones.
update installment_application
   set closed_as = 'CANCELLED'
 where closed_as = 'SETTLED'
   and application_id in (select application_id from installment_payment where kind = 'CANCELLED');

-- What was paid of a cancelled order's bills is due to the customer.
insert into credit_balance_entry (seq, request_key, customer_id, at, amount, cause)
select max(p.seq), concat('returned:', a.application_id), a.customer_id, max(p.at), sum(p.principal + p.interest + p.fee),
       concat('returned:', a.application_id)
  from installment_application a
  join installment_payment p on p.application_id = a.application_id and p.kind <> 'CANCELLED'
 where a.closed_as = 'CANCELLED'
 group by a.application_id, a.customer_id
having sum(p.principal + p.interest + p.fee) > 0;
