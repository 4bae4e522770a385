-- What is done to many people at once, by a job (requirement H7), with its progress.
create table bulk_actions (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Who started it, as the audit says it, and the accounts that they were limited to; null: they were not.
  actor text not null,
  account_ids jsonb,
  what jsonb not null,
  -- Whom: these, or all for whom the conditions hold. Both go when it ends: they may name people.
  contact_ids jsonb,
  conditions jsonb not null,
  -- Who is added later is left out: ids begin with their time.
  newest uuid not null,
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  code text,
  -- Null: not counted yet.
  total integer,
  done integer not null default 0,
  -- The last person who was looked at.
  place uuid,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index bulk_actions_by_age on bulk_actions (workspace_id, created_at);
create index bulk_actions_running on bulk_actions (workspace_id) where state = 'running';
select wall_off('bulk_actions');
-- Whoever is limited sees what was started with no more accounts than theirs.
select limit_to_accounts('bulk_actions', 'account_ids is not null and account_ids <@ to_jsonb((select seen_accounts())::uuid[])');
