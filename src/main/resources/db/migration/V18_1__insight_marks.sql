-- Callbacks and their outcomes are counted by day as the other ledgers are.
insert into insight_mark (source, seq) values ('CALLBACK', 0), ('OUTCOME', 0);
