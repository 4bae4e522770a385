-- What the platform tells about people, messages and accounts (docs/decisions/0107-what-whatsapp-tells.md).

-- Until when messages to the person are free of charge, as the platform said with a status (meta-platform.md 5.9); and when they stopped
-- marketing messages by the platform's own switch.
alter table conversations add column free_until timestamptz, add column marketing_stopped_at timestamptz;

-- The latest notice of the platform about an account, by its topic: {"quality": {"code", "words", "at", ...}}.
alter table accounts add column notices jsonb not null default '{}',
  -- For how long automations pause in a thread in which a person of the business wrote in the platform's app. Null: an hour.
  add column hand_pause_minutes integer check (hand_pause_minutes between 0 and 10080);

-- What a person agreed to, or took back: when, how, and in which words (requirement B11). Rows are only added.
create table consents (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  -- The event that said so; null: a program or a person of the workspace did.
  event_id uuid,
  about text not null check (about in ('messages', 'marketing')),
  is_given boolean not null,
  source text not null,
  -- The words of the person or of the platform.
  words text,
  -- What the source is, by its id: a sign-up link, a form.
  source_id text,
  at timestamptz not null
);
create index consents_by_contact on consents (contact_id, at desc, id);
create index consents_by_account on consents (account_id);
create index consents_by_workspace on consents (workspace_id);
select wall_off('consents');

-- What the platform charges for a message, as its statuses say (meta-platform.md 5.5).
create table message_prices (
  message_id uuid primary key references messages on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  category text not null,
  type text,
  model text,
  is_billable boolean,
  at timestamptz not null
);
create index message_prices_by_time on message_prices (workspace_id, at);
create index message_prices_by_account on message_prices (account_id);
select wall_off('message_prices');
