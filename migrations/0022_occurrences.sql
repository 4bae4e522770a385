-- Causes that are not webhooks (docs/decisions/0051-occurrences.md): a form, a time, a tag, an automation that is started. A row is kept in the
-- transaction of whatever caused it; the reader makes an event of the same id and key of it and deletes it, in the transaction of what follows.
-- `due_at` is a time of the world; `attempts`: how often it was read by itself, because reading failed. `contact_id`: the person it is about; with the account it names the conversation.
create table occurrences (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  kind text not null,
  key text not null,
  contact_id uuid,
  due_at timestamptz not null,
  data jsonb not null,
  created_at timestamptz not null,
  attempts smallint not null default 0,
  unique (account_id, key)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index occurrences_due on occurrences (due_at, seq);
create index occurrences_by_contact on occurrences (contact_id) where contact_id is not null;
select wall_off('occurrences');
do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant usage on all sequences in schema public to autodm_web, autodm_system;
  end if;
end $$;

-- An event of an occurrence came in no body.
alter table events alter column body_id drop not null;
