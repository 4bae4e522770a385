-- Row-level security. `autodm_web` sees the workspace named by app.workspace, set local per transaction; unset sees nothing.
-- `autodm_system` (workers, receipt, public addresses) sees all rows; its queries name the workspace themselves.
-- The roles themselves are made before the first migration (server/platform/roles.queries.ts), since they belong to the whole server.
do $$
declare t text;
begin
  foreach t in array array['accounts', 'contacts', 'contact_identifiers', 'conversations', 'automations', 'automation_versions',
    'automation_sets', 'automation_stats', 'events', 'runs', 'automation_contacts', 'messages', 'attempts', 'leads', 'audit']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_workspace on %I to autodm_web
      using (workspace_id = nullif(current_setting(''app.workspace'', true), '''')::uuid)
      with check (workspace_id = nullif(current_setting(''app.workspace'', true), '''')::uuid)', t);
    execute format('create policy system on %I to autodm_system using (true) with check (true)', t);
  end loop;
end $$;

alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy own_workspace on workspaces to autodm_web
  using (id = nullif(current_setting('app.workspace', true), '')::uuid)
  with check (id = nullif(current_setting('app.workspace', true), '')::uuid);
create policy system on workspaces to autodm_system using (true) with check (true);

grant usage on schema public to autodm_web, autodm_system;
grant select, insert, update, delete on
  workspaces, accounts, contacts, contact_identifiers, conversations, automations, automation_versions, automation_sets,
  automation_stats, events, runs, automation_contacts, messages, attempts, leads to autodm_web, autodm_system;
-- Audit rows are insert-only, for everybody.
grant select, insert on audit to autodm_web, autodm_system;
grant select, insert, update, delete on data_keys, instance_settings, bodies, bodies_default to autodm_system;
grant usage on all sequences in schema public to autodm_web, autodm_system;
