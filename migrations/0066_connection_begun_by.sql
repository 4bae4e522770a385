-- Who logged in last, as audit rows name them. What a login gives access to is shown to them alone. Null: stored before this was kept;
-- whoever logs in again becomes it.
alter table connections add column begun_by text;
