-- What a webhook left out and the platform is asked for (docs/decisions/0043-look-ups.md): who wrote a comment, the words of a message, what
-- somebody is called. A row per question, kept in the transaction that read the webhook. A worker claims it with a lease, asks, and writes the
-- answer; the reader takes the answer in and deletes the row, in the transaction of what follows from it. `due_at` and `gives_up_at` are times
-- of the world, `lease_until` of the machine.
create table look_ups (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  kind text not null check (kind in ('who', 'message', 'profile')),
  subject text not null,
  event_id uuid,
  due_at timestamptz not null,
  gives_up_at timestamptz not null,
  lease_until timestamptz,
  epoch integer not null default 0,
  attempts smallint not null default 0,
  answer jsonb,
  unique (account_id, kind, subject)
);
create index look_ups_open on look_ups (account_id, kind, due_at) where answer is null;
create index look_ups_ending on look_ups (gives_up_at) where answer is null;
create index look_ups_answered on look_ups (due_at) where answer is not null;
create index look_ups_by_event on look_ups (event_id) where event_id is not null;
select wall_off('look_ups');

-- One question about a person is enough, whatever the answer was.
alter table contacts add column profile_asked_at timestamptz;

-- Numbers in the spelling that Mexico gave up in 2019: one number, one way to write it (server/engine/normalPhone.ts).
update contacts set phone = '+52' || substr(phone, 5) where phone ~ '^\+521[2-9]\d{9}$';
