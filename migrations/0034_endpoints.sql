-- Endpoints of the user and what is delivered to them (requirements E3 to E5, docs/decisions/0064-endpoints-and-deliveries.md).

-- A job may have a turn of its own (a delivery: its endpoint), and a kind may limit how many of a turn run at once: each running job of it has
-- a slot, and the index allows each slot once, whatever two workers believe to see.
alter table jobs alter column turn drop expression;
alter table jobs alter column turn set default '00000000-0000-0000-0000-000000000000';
alter table jobs add column slot smallint;
create unique index jobs_slot on jobs (turn, kind, slot) where state = 'running' and slot is not null;

create table endpoints (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Set: it was made by this automation, from its webhook address.
  automation_id uuid unique references automations on delete set null,
  name text not null,
  kind text not null default 'webhook' check (kind in ('webhook', 'hubspot', 'slack', 'sheets')),
  url text not null,
  method text not null default 'POST' check (method in ('POST', 'PUT', 'PATCH')),
  headers jsonb not null default '{}',
  -- What may be shown of the authentication; the secret part is sealed.
  auth jsonb not null default '{"type":"NONE"}',
  auth_sealed bytea,
  -- Signs what is sent. After a rotation the former secret signs too, for a day.
  secret_sealed bytea not null,
  old_secret_sealed bytea,
  old_secret_until timestamptz,
  retry_count smallint not null default 9 check (retry_count between 0 and 9),
  timeout_ms integer not null default 30000 check (timeout_ms between 1000 and 60000),
  events text[] not null default '{lead.created}',
  mapping jsonb,
  is_active boolean not null default true,
  -- Not null: nothing is sent to it any more, until somebody switches it on again.
  disabled_at timestamptz,
  disabled_code text,
  -- Since the first failure after the last success.
  failing_since timestamptz,
  -- When somebody was told that it fails.
  warned_at timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 70);
create index endpoints_shown on endpoints (workspace_id, id desc);

-- Which events an endpoint gets.
create table endpoint_sources (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  endpoint_id uuid not null references endpoints on delete cascade,
  type text not null check (type in ('any', 'account', 'page', 'form', 'automation')),
  -- Of an account, page or automation its id; of a form its id, which may be the platform's. Empty for any.
  source_id text not null default '',
  is_active boolean not null default true,
  conditions jsonb not null default '[]',
  unique (endpoint_id, type, source_id),
  check ((type = 'any') = (source_id = ''))
);
create index endpoint_sources_by_workspace on endpoint_sources (workspace_id) where is_active;

-- What endpoints are told: one row per event, whatever the number of endpoints. Its id is the webhook-id of every copy and every attempt.
create table endpoint_events (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid references accounts on delete set null,
  contact_id uuid references contacts on delete set null,
  lead_id uuid references leads on delete cascade,
  -- The event of the inbox that caused it: its trace shows the deliveries.
  cause_id uuid,
  type text not null,
  data jsonb not null,
  occurred_at timestamptz not null
);
create index endpoint_events_by_lead on endpoint_events (lead_id) where lead_id is not null;
create index endpoint_events_by_contact on endpoint_events (contact_id) where contact_id is not null;
create index endpoint_events_by_account on endpoint_events (account_id) where account_id is not null;
create index endpoint_events_by_cause on endpoint_events (cause_id) where cause_id is not null;
create index endpoint_events_by_workspace on endpoint_events (workspace_id);

-- One event for one endpoint. The job with the same id sends it; the attempts are those of the job.
create table deliveries (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid references accounts on delete set null,
  endpoint_id uuid not null references endpoints on delete cascade,
  event_id uuid not null references endpoint_events on delete cascade,
  lead_id uuid references leads on delete cascade,
  type text not null,
  is_test boolean not null default false,
  status text not null default 'PENDING' check (status in ('PENDING', 'RETRYING', 'SUCCESS', 'FAILED')),
  code text,
  next_retry_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null,
  check ((status in ('SUCCESS', 'FAILED')) = (completed_at is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index deliveries_shown on deliveries (workspace_id, seq desc);
create index deliveries_by_endpoint on deliveries (endpoint_id, seq desc);
create index deliveries_by_event on deliveries (event_id);
create index deliveries_by_lead on deliveries (lead_id, seq desc) where lead_id is not null;
create index deliveries_by_account on deliveries (account_id, seq desc) where account_id is not null;
create index deliveries_completed on deliveries (completed_at) where completed_at is not null;

-- Whichever way a delivery goes (its endpoint, its lead, by age), its job goes with it.
create function remove_jobs_of_deliveries() returns trigger language plpgsql as $$
begin
  delete from jobs using gone where jobs.id = gone.id;
  return null;
end $$;
create trigger deliveries_removed after delete on deliveries referencing old table as gone for each statement execute function remove_jobs_of_deliveries();

select wall_off(t) from unnest(array['endpoints', 'endpoint_sources', 'endpoint_events', 'deliveries']) t;
-- A limited member sees the endpoint of an automation that they see, and the deliveries of their accounts.
select limit_to_accounts('endpoint_sources', 'exists (select from endpoints p where p.id = endpoint_sources.endpoint_id)');
