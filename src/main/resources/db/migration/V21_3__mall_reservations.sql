-- A purchase of the mall has its coupon under 'mall/' and its id, so that no redemption that a caller names stands in its way.
alter table coupon modify redemption_id varchar(80);
alter table coupon modify reservation_id varchar(80);
update coupon set reservation_id = concat('mall/', reservation_id) where state = 'RESERVED';
