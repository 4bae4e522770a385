-- Since when the owner has an account answer: set when it is connected again or switched on. Missed events are not read back from before
-- (requirement H6; docs/decisions/0083-missed-events.md). Null: since it was connected first.
alter table accounts add column active_since timestamptz;
