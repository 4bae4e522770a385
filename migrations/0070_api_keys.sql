-- API keys (requirement B6; docs/decisions/0098-api-keys.md). In the schema of the sign-in, which the role of web requests cannot read.
create table identity.api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- The member who made it, whose permissions limit it. Null: BOOTSTRAP_API_KEY made it, or the member left and it is not accepted.
  member_id uuid references identity."member" ("id") on delete set null,
  -- Who made it, as in audit rows.
  made_by text not null,
  name text not null,
  -- The first characters of the key, by which people recognize it.
  prefix text not null,
  -- SHA-256 of the key, which itself is nowhere.
  hash bytea not null unique,
  scopes text[] not null,
  -- The only accounts that it sees; null: all that its maker sees.
  account_ids uuid[],
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_by_workspace on identity.api_keys (workspace_id, created_at desc, id desc);
create index api_keys_by_member on identity.api_keys (member_id);

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant select, insert, update, delete on identity.api_keys to autodm_system;
  end if;
end $$;
