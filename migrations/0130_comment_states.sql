-- What the owner of a post did with comments under it (requirement H18), one row for each comment that somebody did something with.
create table comment_states (
  event_id uuid primary key references events on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  is_hidden boolean not null default false,
  is_liked boolean not null default false,
  is_deleted boolean not null default false,
  -- What was asked for last, and how it ended: code and words of the platform's refusal.
  act text not null check (act in ('hide', 'unhide', 'delete', 'like', 'unlike')),
  act_state text not null check (act_state in ('waiting', 'done', 'failed')),
  error_code text,
  error_words text,
  changed_at timestamptz not null
);
create index comment_states_by_account on comment_states (account_id);
create index comment_states_by_workspace on comment_states (workspace_id);
select wall_off('comment_states');
