-- Row-level security. `autodm_web` sees the workspace named by app.workspace, set local per transaction; unset sees nothing.
-- `autodm_system` (workers, receipt, public addresses) sees all rows; its queries name the workspace themselves.
-- The roles themselves are made before the first migration (server/platform/migrate.queries.ts), since they belong to the whole server.
-- A host that forbids roles (DATABASE_SINGLE_ROLE=allow): one role, and the workers' connections say app.system = on.
create function wall_off(t text, workspace_column text default 'workspace_id') returns void language plpgsql as $$
declare
  mine text := format('%I = nullif(current_setting(''app.workspace'', true), '''')::uuid', workspace_column);
begin
  execute format('alter table %I enable row level security', t);
  execute format('alter table %I force row level security', t);
  if current_setting('app.single_role', true) = 'on' then
    execute format('create policy one_role on %I using (current_setting(''app.system'', true) = ''on'' or %s) with check (current_setting(''app.system'', true) = ''on'' or %s)', t, mine, mine);
  else
    execute format('create policy own_workspace on %I to autodm_web using (%s) with check (%s)', t, mine, mine);
    execute format('create policy system on %I to autodm_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to autodm_web, autodm_system', t);
  end if;
end $$;

-- Tables of the instance itself: for the workers' role alone.
create function keep_inside(t text) returns void language plpgsql as $$
begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    execute format('grant select, insert, update, delete on %s to autodm_system', t);
  end if;
end $$;

select wall_off(t) from unnest(array['accounts', 'contacts', 'contact_identifiers', 'conversations', 'automations', 'automation_versions',
  'automation_sets', 'automation_stats', 'events', 'runs', 'automation_contacts', 'messages', 'attempts', 'leads', 'audit']) t;
select wall_off('workspaces', 'id');
select keep_inside(t) from unnest(array['data_keys', 'instance_settings', 'bodies', 'bodies_default']) t;

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant usage on schema public to autodm_web, autodm_system;
    grant usage on all sequences in schema public to autodm_web, autodm_system;
    -- Audit rows are insert-only, for everybody.
    revoke update, delete on audit from autodm_web, autodm_system;
  end if;
end $$;
