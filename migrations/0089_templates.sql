-- Templates as the platform has them, for each account that sends them (docs/decisions/0116-templates.md).
create table templates (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  -- The platform's id.
  template_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  quality text,
  parts jsonb not null,
  rejected_reason text,
  -- When it was changed here, the newest first: the platform allows so many changes in a time.
  edits jsonb not null default '[]',
  synced_at timestamptz not null,
  unique (account_id, template_id)
);
create index templates_by_name on templates (account_id, name, language);

select wall_off('templates');
