-- Templates that the platform does not have yet, and how the last reading of an account's templates went
-- (docs/decisions/0118-templates-by-hand.md).
create table template_drafts (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  language text not null,
  -- As it will be created.
  given jsonb not null,
  created_at timestamptz not null,
  unique (account_id, name, language)
);
select wall_off('template_drafts');

create table template_syncs (
  account_id uuid primary key references accounts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  -- When they were last read to the end.
  read_at timestamptz,
  -- Since when the platform refuses to be read, with its latest reason; null: it does not.
  refused_at timestamptz,
  code text,
  words text
);
create index template_syncs_by_workspace on template_syncs (workspace_id);
select wall_off('template_syncs');

-- What the platform changed it from.
alter table templates add column former_category text;
