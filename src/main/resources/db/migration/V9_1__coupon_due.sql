-- The nightly review asks for the coupons due of a range of customers.
create index coupon_of_state on coupon (state, customer_id, expires_at);
alter table coupon drop index coupon_by_expiry;
