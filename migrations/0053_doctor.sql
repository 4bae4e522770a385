-- What the doctor found when it last checked an account, or the instance (docs/decisions/0085-doctor.md). One row for each: the id is the
-- account's, and that of the instance is all zeros. Its row has no workspace, so requests of people do not see it.
create table doctor_runs (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  account_id uuid unique references accounts on delete cascade,
  -- Each check with its status, and sentences as keys and data: what was asked, what came back, what to do next.
  findings jsonb not null,
  problems integer not null,
  ended_at timestamptz not null
);
create index doctor_runs_by_workspace on doctor_runs (workspace_id);
select wall_off('doctor_runs');
