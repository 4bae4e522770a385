-- The inbox of people (requirement H3, docs/decisions/0129-the-inbox.md): whose a conversation is, whether it is closed, how long people
-- waited, what was noted, what each member has read, who looks at it now, and texts to choose from.
alter table conversations
  add column assignee_id uuid references identity."member" ("id") on delete set null,
  -- Null: it is open.
  add column closed_at timestamptz,
  -- When it was opened again last; null: it is open since it began.
  add column reopened_at timestamptz,
  -- The first message that a person typed since then.
  add column first_answered_at timestamptz;
create index conversations_assigned on conversations (assignee_id, last_event_at desc, id desc) where assignee_id is not null;
create index conversations_closed on conversations (workspace_id, last_event_at desc, id desc) where closed_at is not null;
create index conversations_by_account on conversations (account_id, last_event_at desc, id desc);

-- Notes of the team, and what was done with the conversation (server/model/conversation.ts), which its history shows between the messages.
create table conversation_notes (
  id uuid primary key,
  seq bigint generated always as identity,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  kind text not null,
  words text,
  data jsonb not null default '{}',
  actor text not null,
  at timestamptz not null
);
create index conversation_notes_by_conversation on conversation_notes (conversation_id, seq desc);
create index conversation_notes_by_account on conversation_notes (account_id);
create index conversation_notes_by_workspace on conversation_notes (workspace_id);

-- Up to which event a member has read a conversation.
create table conversation_reads (
  member_id uuid not null references identity."member" ("id") on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  read_seq bigint not null,
  primary key (conversation_id, member_id)
);
create index conversation_reads_by_member on conversation_reads (member_id);
create index conversation_reads_by_workspace on conversation_reads (workspace_id);

-- Who looks at which conversation: one row per member, that counts until `until`.
create table conversation_viewers (
  member_id uuid primary key references identity."member" ("id") on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  is_typing boolean not null,
  until timestamptz not null
);
create index conversation_viewers_by_conversation on conversation_viewers (conversation_id);
create index conversation_viewers_by_workspace on conversation_viewers (workspace_id);

create table canned_replies (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  -- What is typed after the slash.
  shortcut text not null,
  words text not null,
  created_at timestamptz not null,
  unique (workspace_id, shortcut)
);

create table inbox_settings (
  workspace_id uuid primary key references workspaces on delete cascade,
  -- Whose turn was last.
  last_assigned uuid,
  -- Events up to this one count as read: those of before there was an inbox.
  unread_after bigint not null default 0
);
insert into inbox_settings (workspace_id, unread_after) select w.id, coalesce((select max(seq) from events), 0) from workspaces w;

select wall_off(t) from unnest(array['conversation_notes', 'conversation_reads', 'conversation_viewers', 'canned_replies', 'inbox_settings']) t;

-- A search finds what people wrote (events_by_words) and what was typed for them.
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index messages_by_words on messages using gin ((content ->> 'text') gin_trgm_ops) where by_hand;
  end if;
end $$;
