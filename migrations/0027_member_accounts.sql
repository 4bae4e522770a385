-- A member may be limited to some accounts of the workspace (docs/decisions/0055-permissions-and-limited-members.md).
create table identity.member_accounts (
  member_id uuid primary key references identity."member" ("id") on delete cascade,
  -- Whoever has a row is limited, also to no account at all when those that are named here were deleted.
  account_ids uuid[] not null
);
do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant select, insert, update, delete on identity.member_accounts to autodm_system;
  end if;
end $$;

-- The accounts that this transaction is limited to (inWorkspace in server/platform/db.ts); null: all of the workspace.
create function seen_accounts() returns uuid[] language sql stable parallel safe
  return nullif(current_setting('app.accounts', true), '')::uuid[];

-- Adds the policy `own_accounts` beside the one of the workspace: rows of other accounts do not exist for a caller who is limited. `seen` says which
-- rows remain for them; left out, it is found by the first of these columns that the table has. The policy of the table that is asked holds there too.
-- `(select seen_accounts())` is worked out once per statement, not once per row; without a limit nothing behind the `or` is looked at.
create function limit_to_accounts(t text, seen text default null, command text default 'all') returns void language plpgsql as $$
declare
  whom text := case when current_setting('app.single_role', true) = 'on' then 'public' else 'autodm_web' end;
  has text[] := array(select attname::text from pg_attribute where attrelid = format('public.%I', t)::regclass and attnum > 0 and not attisdropped);
  rows_seen text := coalesce(seen, case
    when t = 'accounts' then 'id = any ((select seen_accounts())::uuid[])'
    when 'account_id' = any (has) then 'account_id = any ((select seen_accounts())::uuid[])'
    when 'conversation_id' = any (has) then format('exists (select from conversations c where c.id = %I.conversation_id)', t)
    when 'automation_id' = any (has) then format('exists (select from automations a where a.id = %I.automation_id)', t)
    when 'message_id' = any (has) then format('exists (select from messages m where m.id = %I.message_id)', t)
    when 'job_id' = any (has) then format('exists (select from jobs j where j.id = %I.job_id)', t)
    when 'contact_id' = any (has) then format('exists (select from contacts p where p.id = %I.contact_id)', t)
  end);
begin
  if rows_seen is not null then
    execute format('drop policy if exists own_accounts on %I', t);
    execute format('create policy own_accounts on %I as restrictive for %s to %s using ((select seen_accounts()) is null or %s)', t, command, whom, rows_seen);
  elsif exists (select from pg_policies where schemaname = 'public' and tablename = t and policyname = 'own_accounts') then
    execute format('alter policy own_accounts on %I to %s', t, whom);
  end if;
end $$;

create or replace function wall_off(t text, workspace_column text default 'workspace_id') returns void language plpgsql as $$
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
  perform limit_to_accounts(t);
end $$;

select limit_to_accounts(c.relname) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity and not c.relispartition;
-- A person belongs to the accounts that have a conversation with them. Somebody who has none is seen without a limit only.
-- `offset 0`: asked for each person by index; hashed, the people of a whole account would be read for a page of fifty.
select limit_to_accounts('contacts', 'exists (select from conversations c where c.contact_id = contacts.id and c.account_id = any ((select seen_accounts())::uuid[]) offset 0)');
select limit_to_accounts('limit_windows', 'exists (select from send_limits s where s.id = limit_windows.limit_id)');
-- Its rows name no account: whoever is limited adds to it and reads nothing of it.
select limit_to_accounts('audit', 'false', 'select');

-- Newest first, as a caller who is limited to one account reads them.
drop index leads_by_account;
create index leads_by_account on leads (account_id, seq desc);
