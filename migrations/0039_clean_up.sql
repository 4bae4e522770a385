-- Archived leads and finished deliveries are deleted after these days (requirement E7). 0: never.
alter table workspaces add column clean_up_days integer not null default 90 check (clean_up_days between 0 and 3650);
