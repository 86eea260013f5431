-- An effect that was withheld for a reason that passed may be withheld for another under the same key: one row for each.
alter table withheld add constraint withheld_once unique (request_key, reason);
alter table withheld drop constraint withheld_request_once;
