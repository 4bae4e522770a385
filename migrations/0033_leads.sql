-- A lead comes from an automation, a form, a lead ad, the API or an import. `unique_key` names what it was captured from, so that the same
-- lead is stored once whatever is repeated (server/leads/addLeads.queries.ts).
alter table leads
  add column unique_key text collate "C",
  -- For duplicates: the address in lower case, and the number as E.164.
  add column email_key text,
  add column phone_key text,
  -- The platform's ids of lead ads, or the id of a form of the workspace.
  add column form_id text,
  add column campaign_id text,
  -- When its deliveries succeeded or one was given up.
  add column processed_at timestamptz,
  -- An archived lead keeps the state of its deliveries.
  add column archived_at timestamptz;

update leads set unique_key = case when run_id is null then 'lead/' || id else 'run/' || run_id end,
  email_key = nullif(lower(btrim(email)), ''),
  phone_key = case when phone ~ '^\+[1-9][0-9]{6,14}$' then phone end;

alter table leads alter column unique_key set not null;
create unique index leads_unique on leads (unique_key);
-- The key names the run.
alter table leads drop constraint leads_run_id_key;
alter table leads drop constraint leads_status_check;
alter table leads add constraint leads_status_check check (status in ('NEW', 'PROCESSING', 'DELIVERED', 'FAILED'));
alter table leads add constraint leads_source_check check (source in ('automation', 'form', 'lead_ad', 'api', 'import'));

-- The lists of requirement B16, newest first.
create index leads_by_form on leads (workspace_id, form_id, seq desc) where form_id is not null;
create index leads_by_campaign on leads (workspace_id, campaign_id, seq desc) where campaign_id is not null;
create index leads_by_status on leads (workspace_id, status, seq desc) where archived_at is null;
create index leads_by_source on leads (workspace_id, source, seq desc);
create index leads_by_time on leads (workspace_id, captured_at, seq desc);
create index leads_archived on leads (workspace_id, seq desc) where archived_at is not null;
-- For the removal of archived leads.
create index leads_archived_at on leads (archived_at) where archived_at is not null;
create index leads_by_email on leads (workspace_id, email_key) where email_key is not null;
create index leads_by_phone on leads (workspace_id, phone_key) where phone_key is not null;
