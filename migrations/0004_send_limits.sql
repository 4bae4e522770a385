-- The platform's limits as rows: one per account, kind of message and key (second, hour), each a sliding window of sixty buckets
-- (server/outbox/slidingWindow.ts). Two workers take turns on the row, so a limit is exact however many there are.
-- `blocked_until`: the platform itself asked for silence (usage headers, error 613).
create table send_limits (
  account_id uuid not null references accounts on delete cascade,
  kind text not null,
  key text not null,
  workspace_id uuid not null references workspaces on delete cascade,
  calls integer not null,
  per_ms double precision not null,
  newest bigint not null,
  counts integer[] not null,
  blocked_until timestamptz,
  primary key (account_id, kind, key)
);
select wall_off('send_limits');

-- An account may set limits of its own below the platform's: {"private_reply": {"calls": 200, "perMs": 3600000}}.
alter table accounts add column own_limits jsonb not null default '{}';

-- Until when saying it makes sense: the end of the window, or seven days after the comment. What is about to expire goes first.
alter table messages add column expires_at timestamptz;
drop index messages_due;
create index messages_due on messages (account_id, kind, not_before, seq) where state = 'planned';
create index messages_expiring on messages (account_id, kind, expires_at) where state = 'planned' and expires_at is not null;
