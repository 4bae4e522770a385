-- People who opted out, as a list, and what was added or undone by hand with its reason (docs/decisions/0105-opt-outs.md). That somebody
-- opted out is said by the thread alone (conversations.opted_out_at).
create table opt_out_notes (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  -- out: opted out by hand; in: an opt-out was undone.
  change text not null check (change in ('out', 'in')),
  -- How the person said it; null where an opt-out was undone.
  source text,
  reason text not null,
  actor text not null,
  at timestamptz not null
);
create index opt_out_notes_by_thread on opt_out_notes (conversation_id, at);
create index opt_out_notes_by_account on opt_out_notes (account_id);
create index opt_out_notes_by_workspace on opt_out_notes (workspace_id);
create index conversations_opted_out on conversations (workspace_id, opted_out_at desc, id desc) where opted_out_at is not null;
select wall_off('opt_out_notes');
