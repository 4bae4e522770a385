-- Imports of contacts (requirement H7, docs/decisions/0127-imports.md). The file of each is in DATA_DIR, as UTF-8.
create table imports (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Who started it, as the audit says it.
  actor text not null,
  name text not null,
  -- How the file was written, and what separates its cells.
  encoding text not null,
  delimiter text not null,
  -- The names of its columns, what each becomes, and what is said of all rows.
  columns jsonb not null,
  targets jsonb not null,
  options jsonb not null,
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  -- Why it failed.
  code text,
  -- False: its file was deleted, and the file of its errors with it.
  has_file boolean not null default true,
  total integer not null,
  done integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  -- The byte of the file at which the next row begins.
  place bigint not null,
  -- Marks of people who were erased while it ran: keyed hashes.
  erased jsonb not null default '[]',
  created_at timestamptz not null,
  ended_at timestamptz
);
create index imports_by_age on imports (workspace_id, created_at);
create index imports_running on imports (workspace_id) where state = 'running';

-- The rows that an import refused: where they are in its file, and why.
create table import_failures (
  import_id uuid not null references imports on delete cascade,
  row_number integer not null,
  workspace_id uuid not null references workspaces on delete cascade,
  starts bigint not null,
  ends bigint not null,
  problems jsonb not null,
  primary key (import_id, row_number)
);
create index import_failures_by_workspace on import_failures (workspace_id);

create function note_import_files() returns trigger language plpgsql as $$
begin
  insert into removed_files (path) select workspace_id || '/' || id from gone where has_file on conflict do nothing;
  return null;
end $$;
create trigger imports_removed after delete on imports referencing old table as gone for each statement execute function note_import_files();
create function note_forgotten_import_files() returns trigger language plpgsql as $$
begin
  insert into removed_files (path) select o.workspace_id || '/' || o.id from was o join is_now n on n.id = o.id
    where o.has_file and not n.has_file on conflict do nothing;
  return null;
end $$;
create trigger imports_forgotten after update on imports referencing old table as was new table as is_now
  for each statement execute function note_forgotten_import_files();

select wall_off(t) from unnest(array['imports', 'import_failures']) t;
-- A file may name people of every account.
select limit_to_accounts('imports', 'false');
select limit_to_accounts('import_failures', 'false');
