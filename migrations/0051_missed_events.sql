-- Checks of accounts for events that no webhook told of (docs/decisions/0083-missed-events.md).
create table event_checks (
  account_id uuid not null references accounts on delete cascade,
  -- What the check stands for: a time of the schedule, or a request.
  slot text collate "C" not null,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Events between these times were looked for. `is_cut`: there was no look before `since`, and the platform is not read further back.
  since timestamptz not null,
  until timestamptz not null,
  is_cut boolean not null,
  -- The subscription to webhooks was not there, and was made again.
  resubscribed boolean not null,
  -- Post → the number of its comments at that time, and whether that had changed: the next check reads the posts of which one is true.
  posts jsonb not null,
  -- How many events were found that no webhook told of, and how many parts could not be read.
  missed integer not null default 0,
  failed integer not null,
  failed_code text,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, slot)
);
create index event_checks_by_time on event_checks (account_id, started_at desc);
create index event_checks_by_age on event_checks (started_at);
select wall_off('event_checks');
