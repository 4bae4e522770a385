-- Only the trigger adds rows that wait to be sealed. The role of web requests could add others before: of rows that are sealed already, which
-- ended the sealing, or of rows that do not exist (docs/decisions/0099-audit-chain.md).
create or replace function audit_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_waiting (audit_id, workspace_id) select id, workspace_id from added;
  return null;
end $$;

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    revoke insert on audit_waiting from autodm_web, autodm_system;
    -- The trigger runs as the owner of the table, whom its row-level security holds too. Nobody else may insert.
    create policy by_trigger on audit_waiting for insert with check (true);
  end if;
end $$;
