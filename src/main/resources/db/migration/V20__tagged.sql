-- Most customers have no tags: where the book says so nobody looks for them.

alter table day_book add column tagged boolean not null default true;
