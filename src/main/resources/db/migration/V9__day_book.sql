-- A customer's aggregates stand apart from the customer: nearly every event changes them, and hardly one changes the rest.

create table day_book (
  customer_id   varchar(64) not null primary key,
  last_login_at datetime(3),
  settled_at    datetime(3),           -- when tier and tags were last drawn from it, the nightly review apart
  book          mediumtext  not null -- totals, and a small entry for each local day a window can still reach
) collate utf8mb4_0900_bin;

insert into day_book (customer_id, last_login_at, book) select customer_id, last_login_at, day_book from customer;

alter table customer drop column last_login_at;
alter table customer drop column day_book;
