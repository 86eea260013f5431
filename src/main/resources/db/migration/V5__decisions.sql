-- How many customers a chunk of a review holds, so that its progress can be told.
alter table review_chunk add column planned int not null default 0;
