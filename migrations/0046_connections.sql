-- Logins of people at the platform, through which accounts are connected (requirements C9, C10, E1; docs/decisions/0078-connections.md).
create table connections (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Which login it was.
  provider text not null,
  -- The app that the person allowed. Its secret proves tokens and signs what the platform tells of this login.
  app_id text not null,
  -- The person at the platform, by the id that calls with their token give.
  external_id text not null,
  -- The same person, by the id that only this app sees: callbacks of the platform name them by it. Null: not known.
  app_scoped_id text,
  name text,
  picture_url text,
  -- What the person allowed, by the platform's names.
  granted_scopes text[] not null,
  -- Sealed. Null: there is none (any more), or it is the token of the account itself (Instagram Login).
  user_token bytea,
  token_kind text not null,
  token_issued_at timestamptz,
  -- Null: does not expire, or not known.
  token_expires_at timestamptz,
  data_access_expires_at timestamptz,
  token_checked_at timestamptz,
  -- active, reconnect_needed or disconnected.
  status text not null,
  status_reason text,
  graph_url text not null,
  simulated boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, provider, app_id, external_id)
);
create index connections_by_person on connections (app_scoped_id) where app_scoped_id is not null;

alter table accounts
  add column connection_id uuid references connections on delete set null,
  -- instagram_user, page, system_user, user or unknown: how the token is renewed.
  add column token_kind text not null default 'unknown',
  add column token_issued_at timestamptz,
  add column token_checked_at timestamptz,
  -- What the token may do, by the platform's names. Null: not known, as of a token that was pasted.
  add column granted_scopes text[],
  -- The country of phone numbers without a country code. Null: the workspace's.
  add column default_country text,
  -- A disconnected account has none.
  alter column access_token drop not null;
create index accounts_by_connection on accounts (connection_id) where connection_id is not null;
select wall_off('connections');
-- A login is seen by those who see an account of it.
select limit_to_accounts('connections', 'exists (select from accounts a where a.connection_id = connections.id)', 'select');

-- Logins under way. A row is deleted by the first callback that names it.
create table login_states (
  -- SHA-256 of the word that goes through the platform and back.
  hash text primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  provider text not null,
  -- Who began it: SHA-256 of their session or key.
  begun_by text not null,
  -- The account that is connected again; null: any.
  account_id uuid references accounts on delete cascade,
  -- Byte for byte what the platform was told: the exchange of the code has to repeat it.
  redirect_uri text not null,
  -- The page that it comes back to: a path of our own.
  return_to text not null,
  simulated boolean not null,
  expires_at timestamptz not null
);
create index login_states_by_end on login_states (expires_at);
create index login_states_by_account on login_states (account_id) where account_id is not null;
select wall_off('login_states');
