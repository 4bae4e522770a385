-- What is done beside messages: what a decision wants done (its effects), and what is done again and again (docs/decisions/0052-jobs.md).
-- The row is the queue entry. It is claimed with a lease, tried, and settled by compare-and-set on `epoch`; every try that was made is a row of
-- job_attempts. `run_at` and `gives_up_at` are times of the world, `lease_until` of the machine. Rows hold codes and data, no sentences and no secrets.
create table jobs (
  id uuid primary key,
  -- The order within a lane: numbered under the lane's lock (server/jobs/addJobs.queries.ts).
  seq bigint generated always as identity,
  -- Null for what the instance does for itself.
  workspace_id uuid references workspaces on delete cascade,
  account_id uuid references accounts on delete cascade,
  -- Whose turn it is when jobs are claimed: accounts, and workspaces without one, are served side by side.
  turn uuid not null generated always as (coalesce(account_id, workspace_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  kind text not null,
  lane text collate "C",
  priority smallint not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'parked', 'done')),
  run_at timestamptz not null,
  gives_up_at timestamptz,
  unique_key text collate "C",
  data jsonb not null default '{}',
  epoch integer not null default 0,
  -- Tries in all, one row each; `failures` are those that count against the backoff of the kind.
  attempts integer not null default 0,
  failures smallint not null default 0,
  lease_holder integer,
  lease_until timestamptz,
  lease_losses smallint not null default 0,
  started_at timestamptz,
  code text,
  detail jsonb,
  created_at timestamptz not null,
  finished_at timestamptz
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index jobs_due on jobs (priority, kind, turn, run_at, seq) where state = 'waiting';
create index jobs_lane on jobs (lane, seq) where lane is not null and state in ('waiting', 'running');
-- One at a time in a lane, whatever two workers believe to see.
create unique index jobs_one_of_lane on jobs (lane) where lane is not null and state = 'running';
create unique index jobs_unique on jobs (unique_key) where unique_key is not null;
create index jobs_leased on jobs (lease_until) where state = 'running';
create index jobs_overdue on jobs (gives_up_at) where state = 'waiting' and gives_up_at is not null;
create index jobs_finished on jobs (finished_at) where state = 'done';
create index jobs_shown on jobs (workspace_id, seq desc);
create index jobs_parked on jobs (workspace_id, seq desc) where state = 'parked';
create index jobs_by_account on jobs (account_id) where account_id is not null;
select wall_off('jobs');

create table job_attempts (
  job_id uuid not null references jobs on delete cascade,
  number integer not null,
  workspace_id uuid references workspaces on delete cascade,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null check (outcome in ('done', 'later', 'failed', 'in_doubt', 'lost')),
  code text,
  detail jsonb,
  worker integer,
  primary key (job_id, number)
);
create index job_attempts_by_workspace on job_attempts (workspace_id);
select wall_off('job_attempts');
