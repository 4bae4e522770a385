-- What a limit counts changes with every call, and while somebody holds a snapshot PostgreSQL keeps all versions of it: thousands in half an hour,
-- which each look by key walked over, and each check that a key is there once. So the windows stand apart, under no unique key: by `newest`,
-- which hardly ever goes back, the last versions come first (limits.queries.ts). That there is one of each is kept by `send_limits`, which rests.
alter table send_limits add column id bigint generated always as identity unique;
create table limit_windows (
  limit_id bigint not null references send_limits (id) on delete cascade,
  workspace_id uuid not null,
  calls integer not null,
  per_ms double precision not null,
  newest bigint not null,
  counts integer[] not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
insert into limit_windows select id, workspace_id, calls, per_ms, newest, counts from send_limits;
create index limit_windows_newest on limit_windows (limit_id, newest);
alter table send_limits drop column calls, drop column per_ms, drop column newest, drop column counts;
select wall_off('limit_windows');
