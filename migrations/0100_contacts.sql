-- What is known of a person beside what their platform says, the fields that a workspace defines, notes, and merges that can be undone
-- (requirements B1, B16, docs/decisions/0125-contacts.md).
alter table contacts
  add column metadata jsonb not null default '{}',
  -- A name that the workspace gave them: their profile does not replace it.
  add column is_name_given boolean not null default false,
  -- A birthday without its year is a month and a day.
  add column birth_month smallint,
  add column birth_day smallint,
  add column birth_year smallint,
  add column language text,
  add column time_zone text,
  -- How they came: channel (they wrote or commented), api, import.
  add column source text not null default 'channel' check (source in ('channel', 'api', 'import')),
  -- As addresses are compared. A column, and no expression: under row-level security an index is only used with functions that are
  -- leakproof, and lower() is not.
  add column email_key text generated always as (lower(email)) stored,
  add check ((birth_month is null) = (birth_day is null) and (birth_year is null or birth_month is not null));
create index contacts_by_email on contacts (workspace_id, email_key, id) where email_key is not null;
create index contacts_by_phone on contacts (workspace_id, phone, id) where phone is not null;
create index contacts_by_birthday on contacts (workspace_id, birth_month, birth_day, id) where birth_month is not null;
create index contacts_by_fields on contacts using gin (custom_fields jsonb_path_ops) where custom_fields <> '{}';
create index contacts_by_metadata on contacts using gin (metadata jsonb_path_ops) where metadata <> '{}';

-- The custom fields of a workspace. `key` names the value in contacts.custom_fields, in automations and in the API, and never changes;
-- `name` is what people see.
create table contact_fields (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  key text not null,
  name text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'choice')),
  choices jsonb not null default '[]',
  created_at timestamptz not null,
  unique (workspace_id, key)
);
-- What automations saved so far are fields as well.
insert into contact_fields (id, workspace_id, key, name, type, created_at)
  select gen_random_uuid(), p.workspace_id, k.key, k.key, 'text', min(p.created_at)
  from contacts p join workspaces w on w.id = p.workspace_id cross join lateral jsonb_object_keys(p.custom_fields) as k(key)
  group by p.workspace_id, k.key;

create table contact_notes (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  text text not null,
  -- Who wrote it, as the audit says it.
  author text not null,
  created_at timestamptz not null
);
create index contact_notes_by_contact on contact_notes (contact_id, created_at desc);
create index contact_notes_by_workspace on contact_notes (workspace_id);

-- Merges by hand. `contact_id`: who remains; `person`: the row of who went; `moved`: the keys of the rows that went over, by table.
create table contact_merges (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  from_id uuid not null,
  person jsonb not null,
  moved jsonb not null,
  actor text not null,
  merged_at timestamptz not null,
  undone_at timestamptz
);
create index contact_merges_by_contact on contact_merges (contact_id, merged_at desc);
create index contact_merges_by_workspace on contact_merges (workspace_id);

-- A consent that was given on a form, by hand or in an import may belong to no account. `channel`: what it is about then.
alter table consents alter column account_id drop not null, add column channel text;

select wall_off(t) from unnest(array['contact_fields', 'contact_notes', 'contact_merges']) t;
-- The definitions are the workspace's; notes and merges are seen where their person is.
select limit_to_accounts('contact_fields', 'true');
select limit_to_accounts('consents', 'case when account_id is null
  then exists (select from contacts p where p.id = consents.contact_id) else account_id = any ((select seen_accounts())::uuid[]) end');
