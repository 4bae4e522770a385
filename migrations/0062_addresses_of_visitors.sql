-- The network address and browser of people who sent a form are deleted from their leads after these days. 0: never.
alter table workspaces add column address_days integer not null default 30 check (address_days between 0 and 3650);
create index leads_with_address on leads (workspace_id, captured_at) where metadata ?| array['address', 'browser'];
