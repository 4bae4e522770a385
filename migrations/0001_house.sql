-- The first house: workspaces, accounts, people, automations, the inbox, the ledger of what we say, leads.
-- Ids are UUIDv7 made by the program; order within a lane is the identity `seq`, never the id (design: "Data").
-- Every tenant table carries workspace_id and forces row-level security; see the end of this file.

create table workspaces (
  id uuid primary key,
  name text not null,
  default_country text not null default 'US',
  time_zone text not null default 'UTC',
  created_at timestamptz not null
);

-- One data key per workspace, wrapped by the newest of SECRET_KEY. The nil workspace is the instance's own.
create table data_keys (
  workspace_id uuid primary key,
  wrapped bytea not null,
  wrapped_by text not null
);

-- Small facts of the instance: the simulated app's secret and verify token, made once.
create table instance_settings (
  name text primary key,
  value jsonb not null
);

create table accounts (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('instagram', 'messenger', 'whatsapp')),
  external_id text not null,
  page_id text,
  waba_id text,
  login_type text not null default 'instagram' check (login_type in ('instagram', 'facebook')),
  username text,
  name text not null,
  picture_url text,
  status text not null default 'active' check (status in ('active', 'inactive', 'reconnect_needed', 'paused')),
  status_reason text,
  graph_url text not null,
  simulated boolean not null default false,
  access_token bytea not null,
  app_secret bytea,
  verify_token bytea,
  token_expires_at timestamptz,
  last_event_at timestamptz,
  automation_set bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (channel, external_id)
);
create index accounts_by_workspace on accounts (workspace_id, id);

create table contacts (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text,
  username text,
  email text,
  phone text,
  custom_fields jsonb not null default '{}',
  created_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index contacts_by_workspace on contacts (workspace_id, id);

-- A person as one account knows them. The id a comment carries and the id messages go to may be the same or not
-- (meta-platform.md 2.1): both are identifiers of one contact, linked by the answer to a private reply.
create table contact_identifiers (
  account_id uuid not null references accounts on delete cascade,
  value text not null,
  kind text not null check (kind in ('author', 'scoped', 'phone')),
  contact_id uuid not null references contacts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  primary key (account_id, value)
);
create index contact_identifiers_by_contact on contact_identifiers (contact_id);

create table conversations (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  recipient_id text,
  window_until timestamptz,
  opted_out_at timestamptz,
  bot_paused_until timestamptz,
  guard_since timestamptz,
  guard_count integer not null default 0,
  last_event_at timestamptz not null,
  created_at timestamptz not null,
  unique (account_id, contact_id)
);
create index conversations_by_workspace on conversations (workspace_id, last_event_at desc, id desc);
create index conversations_by_contact on conversations (contact_id);

create table automations (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  status text not null check (status in ('live', 'draft', 'paused', 'deleted')),
  priority integer not null default 0,
  trigger_type text not null,
  action_type text not null,
  media_id text,
  version integer not null,
  version_id uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index automations_by_workspace on automations (workspace_id, created_at desc, id desc) where status <> 'deleted';
create index automations_by_account on automations (account_id, created_at desc, id desc);

-- Versions are written once and stay, so that a trace can be told after an edit or a deletion (requirement F2).
create table automation_versions (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  automation_id uuid not null references automations on delete cascade,
  number integer not null,
  name text not null,
  definition jsonb not null,
  config jsonb,
  created_by text,
  created_at timestamptz not null,
  unique (automation_id, number)
);

-- Which versions an account looked at, from one set number up to another: the set a past decision saw can be read again.
create table automation_sets (
  account_id uuid not null references accounts on delete cascade,
  automation_id uuid not null references automations on delete cascade,
  version_id uuid not null references automation_versions on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  live boolean not null,
  priority integer not null,
  from_set bigint not null,
  until_set bigint,
  primary key (account_id, automation_id, from_set)
);
create index automation_sets_now on automation_sets (account_id) where until_set is null;
create index automation_sets_by_version on automation_sets (version_id);

create table automation_stats (
  automation_id uuid primary key references automations on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  total_triggers bigint not null default 0,
  total_dms_sent bigint not null default 0,
  total_comments_replied bigint not null default 0,
  total_leads_captured bigint not null default 0,
  last_triggered_at timestamptz,
  last_lead_captured_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Raw bodies as they came, kept before anybody is told 200. They may hold several workspaces' accounts, so they carry no workspace.
create table bodies (
  id bigint generated always as identity,
  received_at timestamptz not null,
  source text not null,
  account_hint uuid,
  body bytea not null,
  state text not null default 'kept' check (state in ('kept', 'read', 'unread')),
  notes jsonb,
  primary key (id, received_at)
) partition by range (received_at);
create table bodies_default partition of bodies default;
create index bodies_kept on bodies (id) where state = 'kept';

-- One row per thing that happened, with the decision it led to: both are written in one transaction.
create table events (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  conversation_id uuid references conversations on delete cascade,
  contact_id uuid references contacts on delete set null,
  body_id bigint not null,
  key text not null,
  kind text not null,
  sender_id text,
  username text,
  text text,
  payload text,
  media_id text,
  external_id text,
  detail jsonb not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  decided_at timestamptz not null,
  outcome text not null,
  silence text,
  automation_id uuid,
  run_id uuid,
  automation_set bigint,
  decision jsonb not null,
  unique (account_id, key)
);
create index events_by_workspace on events (workspace_id, seq desc);
create index events_by_account on events (account_id, seq desc);
create index events_by_conversation on events (conversation_id, seq desc);
-- What accounts themselves said, to settle doubts about our messages.
create index events_said on events (account_id, occurred_at) where kind = 'echo' or silence = 'own';
create index events_by_external on events (account_id, external_id) where external_id is not null;

create table runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  automation_id uuid not null references automations on delete cascade,
  version_id uuid not null references automation_versions on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  event_id uuid not null,
  comment_id text,
  private_reply_used boolean not null default false,
  state text not null check (state in ('waiting_answer', 'waiting_time', 'done', 'no_answer', 'gave_up', 'superseded', 'stopped')),
  step_id text,
  answer text,
  saved jsonb not null default '{}',
  tries smallint not null default 0,
  wake_at timestamptz,
  lead_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  unique (automation_id, event_id)
);
create index runs_due on runs (wake_at) where state in ('waiting_answer', 'waiting_time');
create index runs_open on runs (conversation_id) where state in ('waiting_answer', 'waiting_time');
create unique index runs_one_question on runs (conversation_id) where state = 'waiting_answer';
create index runs_by_automation on runs (automation_id) where state in ('waiting_answer', 'waiting_time');

-- What one automation already did with one person: cooldown, and which variations were used.
create table automation_contacts (
  conversation_id uuid not null references conversations on delete cascade,
  automation_id uuid not null references automations on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  last_started_at timestamptz not null,
  used_variations jsonb not null default '{}',
  primary key (conversation_id, automation_id)
);

-- The ledger of what we say; its states are told in server/model/message.ts. The row is the queue entry.
create table messages (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  contact_id uuid references contacts on delete set null,
  lane text not null check (lane in ('public', 'direct')),
  kind text not null check (kind in ('public_reply', 'private_reply', 'message')),
  comment_id text,
  media_id text,
  content jsonb not null,
  state text not null default 'planned'
    check (state in ('planned', 'claimed', 'sending', 'sent', 'delivered', 'read', 'refused', 'in_doubt', 'parked')),
  epoch integer not null default 0,
  not_before timestamptz not null,
  attempts smallint not null default 0,
  failures smallint not null default 0,
  doubts smallint not null default 0,
  lease_holder integer,
  lease_until timestamptz,
  lease_losses smallint not null default 0,
  sending_at timestamptz,
  final_at timestamptz,
  channel_message_id text,
  error_code text,
  error_words text,
  by_hand boolean not null default false,
  event_id uuid,
  automation_id uuid,
  version_id uuid,
  run_id uuid,
  step_id text,
  variation smallint,
  created_at timestamptz not null
);
create index messages_due on messages (account_id, not_before, seq) where state = 'planned';
create index messages_open on messages (conversation_id, lane, seq) where state in ('planned', 'claimed', 'sending', 'in_doubt');
create index messages_under_way on messages (account_id) where state in ('sending', 'in_doubt');
create index messages_leased on messages (lease_until) where state in ('claimed', 'sending');
create index messages_doubtful on messages (account_id, seq) where state = 'in_doubt';
create index messages_parked on messages (workspace_id, seq desc) where state = 'parked';
create index messages_failed on messages (workspace_id, seq desc) where state = 'refused';
create index messages_by_workspace on messages (workspace_id, seq desc);
create index messages_by_conversation on messages (conversation_id, seq desc);
create index messages_by_event on messages (event_id);
create index messages_by_run on messages (run_id, seq desc);
create index messages_by_channel_id on messages (account_id, channel_message_id) where channel_message_id is not null;

-- Every try is a row: written with the change to `sending`, completed when the outcome is known.
create table attempts (
  message_id uuid not null references messages on delete cascade,
  number smallint not null,
  workspace_id uuid not null references workspaces on delete cascade,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  code text,
  words text,
  platform_code text,
  http_status smallint,
  duration_ms integer,
  primary key (message_id, number)
);

create table leads (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  source text not null,
  account_id uuid references accounts on delete set null,
  contact_id uuid references contacts on delete set null,
  automation_id uuid references automations on delete set null,
  version_id uuid,
  run_id uuid unique,
  event_id uuid,
  email text,
  phone text,
  name text,
  custom_fields jsonb not null default '{}',
  metadata jsonb not null default '{}',
  status text not null default 'NEW' check (status in ('NEW', 'PROCESSING', 'DELIVERED', 'FAILED', 'ARCHIVED')),
  notified boolean not null default false,
  exported boolean not null default false,
  captured_at timestamptz not null
);
create index leads_by_workspace on leads (workspace_id, seq desc);
create index leads_by_automation on leads (automation_id, seq desc);

-- Who did what; rows are only ever added.
create table audit (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  subject_id text,
  fields text[] not null default '{}'
);
create index audit_by_workspace on audit (workspace_id, seq desc);

-- Workers number themselves; a lease names its holder by this number, and the holder keeps an advisory lock of that number
-- for as long as its connection lives, so that PostgreSQL itself knows at once when a worker was killed.
create sequence worker_numbers as integer;
