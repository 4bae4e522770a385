-- Breakers: the line to a platform, per account and class of trouble (server/outbox/breakers.queries.ts). A row is there only while there is
-- trouble. `open_until` in the future: nothing goes out. In the past: one call may go, to find out; taking it moves `open_until` on, in the
-- transaction that commits `sending`, so it is one call however many workers there are. Null: troubles are being counted.
create table breakers (
  account_id uuid not null references accounts on delete cascade,
  class text not null,
  workspace_id uuid not null references workspaces on delete cascade,
  troubles integer not null,
  code text not null,
  words text not null,
  opened_at timestamptz,
  open_until timestamptz,
  primary key (account_id, class)
);
select wall_off('breakers');
