-- Files that people sent, and files to send (docs/decisions/0109-files.md). Their bytes are in DATA_DIR.
create table media (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Whose thread it came in, or for which account it was uploaded; null: for any.
  account_id uuid references accounts on delete cascade,
  -- Who sent it; null: it was uploaded here.
  contact_id uuid references contacts on delete cascade,
  source text not null check (source in ('person', 'upload')),
  -- What it can be sent as.
  kind text not null,
  state text not null check (state in ('waiting', 'stored', 'failed')),
  -- Why it failed.
  code text,
  -- Of its bytes, not of what somebody called it.
  type text,
  size bigint,
  sha256 bytea,
  name text,
  -- The platform's id, to fetch it.
  channel_media_id text,
  created_at timestamptz not null,
  check (state <> 'stored' or (size is not null and type is not null and sha256 is not null))
);
create index media_by_age on media (workspace_id, created_at);
create index media_sizes on media (workspace_id) include (size) where state = 'stored';
create index media_by_account on media (account_id) where account_id is not null;
create index media_by_contact on media (contact_id) where contact_id is not null;

-- A file as the platform has it, for each account that sends it.
create table media_uploads (
  media_id uuid not null references media on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Null: the platform refused it.
  channel_media_id text,
  -- Until when the id can be used; for a refusal, until when it is not asked again.
  expires_at timestamptz not null,
  code text,
  words text,
  primary key (media_id, account_id),
  check (channel_media_id is not null or code is not null)
);
create index media_uploads_by_account on media_uploads (account_id);

-- Files whose rows are gone, whichever way they went. A job deletes them.
create table removed_files (
  path text primary key
);
create function note_removed_files() returns trigger language plpgsql as $$
begin
  insert into removed_files (path) select workspace_id || '/' || id from gone on conflict do nothing;
  return null;
end $$;
create trigger media_removed after delete on media referencing old table as gone for each statement execute function note_removed_files();

select wall_off(t) from unnest(array['media', 'media_uploads']) t;
select keep_inside('removed_files');

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant insert on removed_files to autodm_web;
  end if;
end $$;
