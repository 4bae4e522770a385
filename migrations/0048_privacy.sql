-- Requests of the platform about a person who used the app: they withdrew it, or want their data deleted (requirement H9;
-- docs/decisions/0079-withdrawals.md). A row stays, without the person, so that a replayed request changes nothing and its status
-- page can be read.
create table data_requests (
  id uuid primary key,
  kind text not null,
  -- SHA-256 of the signature.
  digest text not null unique,
  -- In the public address of the status page.
  code text not null unique,
  -- For which accounts the secret that signed it is valid.
  signers text not null,
  -- The person, by the id that the app knows. Null once it is done.
  user_id text,
  issued_at timestamptz,
  requested_at timestamptz not null,
  completed_at timestamptz
);
select keep_inside('data_requests');

-- The public texts of a workspace. A missing one is the default text.
create table public_texts (
  workspace_id uuid primary key references workspaces on delete cascade,
  privacy text,
  terms text,
  contact_email text,
  updated_at timestamptz not null
);
select wall_off('public_texts');
-- Of the workspace as a whole.
select limit_to_accounts('public_texts', 'true');

-- An account whose token was deleted.
alter table accounts drop constraint if exists accounts_status_check;
alter table accounts add constraint accounts_status_check
  check (status in ('active', 'inactive', 'reconnect_needed', 'paused', 'disconnected'));
