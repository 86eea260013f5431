-- Coupons: reserved under an id, every move with its key, and a limit a customer beside the limit of all ---------------

alter table coupon add column reservation_id varchar(64);
alter table coupon_move add column request_key varchar(255);
alter table coupon_move add constraint coupon_move_request_once unique (request_key);
create index coupon_move_by_coupon on coupon_move (coupon_id);
create index coupon_by_offer on coupon (offer, state);
alter table offer_budget add column customer_count_limit bigint;
alter table offer_budget add column customer_amount_limit decimal(14, 2);
