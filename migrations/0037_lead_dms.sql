-- DMs to leads by the DM API and by forms (requirements C1 to C5, docs/decisions/0067-dms-to-leads.md). One row per request to send; a retry
-- is another row. The row's id is also the id of its message, once there is one.
create table lead_dms (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  lead_id uuid not null references leads on delete cascade,
  -- The account that sends it; null: none of this channel was connected.
  account_id uuid references accounts on delete cascade,
  provider text not null,
  -- waiting: for the person to write first. After `waits_until` it is shown as failed, and still sent when the person writes.
  state text not null check (state in ('waiting', 'sent_on', 'failed', 'coming_soon')),
  text text not null,
  attempt integer not null,
  -- What the person's link carries; what they send back has it.
  token text unique,
  waits_until timestamptz,
  -- Of a DM that was retried: why it had failed.
  error_code text,
  error_words text,
  created_at timestamptz not null,
  -- The link stays known: it shows its person what became of the DM.
  check (state <> 'waiting' or (token is not null and waits_until is not null))
);
create index lead_dms_by_lead on lead_dms (lead_id, seq desc);
create index lead_dms_by_workspace on lead_dms (workspace_id, seq desc);
create index lead_dms_by_account on lead_dms (account_id);
select wall_off('lead_dms');
-- A member who sees the lead sees its DMs, also those of a channel without an account.
select limit_to_accounts('lead_dms', 'exists (select from leads l where l.id = lead_dms.lead_id)');

-- The texts of DMs to leads that name none, by channel.
alter table workspaces add column dm_texts jsonb not null default '{}';
