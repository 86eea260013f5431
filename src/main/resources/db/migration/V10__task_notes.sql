-- What people wrote at a task: with its completion, or as a comment.
alter table task_move add column note varchar(4000);
