-- What an answer answered, how strong it was, what it cost, and how long the customer took.

alter table offer_response add column offered_key varchar(255); -- of the coupon, message or warning; null where nothing was given
alter table offer_response add column offered_at datetime(3);
alter table offer_response add column answered_at datetime(3);  -- null unless won
alter table offer_response add column strength decimal(14, 2);  -- yuan, or periods
alter table offer_response add column cost decimal(14, 2);      -- yuan, of a coupon used
create index offer_response_by_time on offer_response (at);
