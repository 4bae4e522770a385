-- Tokens are checked and renewed in time (requirement C10; docs/decisions/0082-token-guardian.md).
-- When whoever gets the notices was told that the account stopped; null: not stopped, or not told yet.
alter table accounts add column stop_told_at timestamptz;
-- Those that are stopped already were shown on the page.
update accounts set stop_told_at = updated_at where status = 'reconnect_needed';
