-- Callbacks and their outcomes are counted by day as the other ledgers are; the coupon of an order is found by the order.
insert into insight_mark (source, seq) values ('CALLBACK', 0), ('OUTCOME', 0);
create index coupon_by_order on coupon (customer_id, order_id);
