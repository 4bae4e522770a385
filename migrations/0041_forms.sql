-- Lead forms (requirement C12, docs/decisions/0071-forms.md).
create table forms (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- Where its people go on; null: nowhere, or no account of that channel is connected yet.
  account_id uuid references accounts on delete set null,
  name text not null,
  -- In the public address, so one per instance.
  slug text not null collate "C" unique,
  fields jsonb not null,
  consent_text text,
  -- The channel in which its people go on, or none.
  continues_in text not null,
  message text,
  is_active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index forms_by_workspace on forms (workspace_id, id desc);
create index forms_by_account on forms (account_id);
select wall_off('forms');

-- How often a form was sent, in all and by address, over all processes. Keys are hashed.
create table form_attempts (
  key text primary key,
  form_id uuid not null references forms on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  attempts integer not null,
  ends timestamptz not null
);
create index form_attempts_by_end on form_attempts (ends);
create index form_attempts_by_form on form_attempts (form_id);
select wall_off('form_attempts');
select limit_to_accounts('form_attempts', 'exists (select from forms f where f.id = form_attempts.form_id)');

-- The number that people write to, where the channel has one.
alter table accounts add column phone text;
