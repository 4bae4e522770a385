-- What a platform reports of our messages while their row is in somebody's hands (a call is under way, an answer is being written): it waits
-- here for a moment and is applied when the row is free (server/outbox/settleStatuses.ts). Empty nearly always.
create table waiting_statuses (
  seq bigint generated always as identity primary key,
  message_id uuid not null references messages on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  channel_message_id text not null,
  occurred_at timestamptz not null,
  report jsonb not null
);
create index waiting_statuses_by_message on waiting_statuses (message_id);
select wall_off('waiting_statuses');
do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant usage on all sequences in schema public to autodm_web, autodm_system;
  end if;
end $$;
