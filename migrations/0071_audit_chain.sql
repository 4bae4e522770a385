-- The audit is a chain (requirement D8; docs/decisions/0099-audit-chain.md): each row is sealed with a hash over it and the hash before it.

-- What harmless fields were before and after: {"role": ["viewer", "admin"]}. Other fields are named in `fields` alone.
alter table audit add column changes jsonb not null default '{}';
create index audit_by_actor on audit (workspace_id, actor, seq desc);
create index audit_by_action on audit (workspace_id, subject, action, seq desc);

-- The chain of a workspace. It has no foreign key to the row, so that a row that is missing is noticed.
create table audit_chain (
  workspace_id uuid not null references workspaces on delete cascade,
  place bigint not null,
  audit_id uuid not null unique,
  hash bytea not null,
  primary key (workspace_id, place)
);

-- Rows that are not in the chain yet. Their transactions add them here and wait for nobody; a job seals them after the commit.
create table audit_waiting (
  audit_id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade
);
create index audit_waiting_by_workspace on audit_waiting (workspace_id);
select wall_off(t) from unnest(array['audit_chain', 'audit_waiting']) t;
-- Their rows name no account, as those of the audit.
select limit_to_accounts(t, 'false', 'select') from unnest(array['audit_chain', 'audit_waiting']) t;
insert into audit_waiting (audit_id, workspace_id) select id, workspace_id from audit;

create function audit_added() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (audit_id, workspace_id) select id, workspace_id from added;
  return null;
end $$;
create trigger audit_added after insert on audit referencing new table as added for each statement execute function audit_added();

-- Rows are only ever added, whoever asks. They go with their workspace: that is a trigger of its own, which is let through.
create function only_added() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only ever added', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_stays before update or delete on audit for each statement when (pg_trigger_depth() = 0) execute function only_added();
create trigger audit_chain_stays before update or delete on audit_chain
  for each statement when (pg_trigger_depth() = 0) execute function only_added();

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    revoke update, delete on audit_chain from autodm_system;
    revoke insert, update, delete on audit_chain from autodm_web;
    revoke update, delete on audit_waiting from autodm_web;
  end if;
end $$;

-- A key goes with its workspace, as every row that names one.
alter table identity.api_keys drop constraint api_keys_workspace_id_fkey,
  add constraint api_keys_workspace_id_fkey foreign key (workspace_id) references workspaces on delete cascade;
