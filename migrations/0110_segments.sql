-- Saved filters of people (requirements B1, H7, docs/decisions/0125-contacts.md).
create table segments (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  -- The name as it is compared: regardless of case.
  key text not null,
  -- As lists take them (server/contacts/filter/condition.schemas.ts).
  conditions jsonb not null,
  created_at timestamptz not null,
  unique (workspace_id, key)
);

select wall_off('segments');
-- They are the workspace's; one that names an account is seen by those who see the account.
select limit_to_accounts('segments', 'not exists (select from jsonb_array_elements(conditions) one
  where one ->> ''about'' = ''account'' and not ((one ->> ''value'')::uuid = any ((select seen_accounts())::uuid[])))');
