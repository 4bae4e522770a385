-- Mails of the product to people of the workspace (docs/decisions/0065-mails.md). A mail has the id of its job. `content` is what the text is
-- made of when it is sent; it is emptied when the mail ended, so that what a person entered is not stored a second time.
create table mails (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid references accounts on delete cascade,
  contact_id uuid references contacts on delete cascade,
  -- What it is about. Neither is a foreign key: a lead that is not kept has no row, and events are removed with time.
  lead_id uuid,
  event_id uuid,
  unique_key text not null,
  -- Null: whoever gets the workspace's notices when it is sent.
  recipient text,
  content jsonb,
  status text not null default 'pending' check (status in ('pending', 'sent', 'failed', 'in_doubt')),
  code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (workspace_id, unique_key)
);
create index mails_by_event on mails (event_id) where event_id is not null;
create index mails_by_lead on mails (lead_id) where lead_id is not null;
create index mails_by_contact on mails (contact_id) where contact_id is not null;
create index mails_by_account on mails (account_id) where account_id is not null;
select wall_off('mails');

-- Where notices go (null: to the owners and admins), and the language of texts that nobody asked for.
alter table workspaces add column notices_email text;
alter table workspaces add column language text not null default 'en';
