-- The files of a change of strategy that is about models other than one table; content_before is null for a new one.
create table strategy_change_file (
  change_id      varchar(64) not null,
  file           varchar(64) not null,
  content_before mediumtext,
  content        mediumtext  not null,
  constraint strategy_change_file_once primary key (change_id, file)
) collate utf8mb4_0900_bin;
