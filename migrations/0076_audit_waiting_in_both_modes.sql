-- The trigger's rule holds wherever requests and workers have roles of their own, also in a database that began with one role and left it
-- later. With one role it is false, and the rule of that role decides.
drop policy if exists by_trigger on audit_waiting;
create policy by_trigger on audit_waiting for insert
  with check (exists (select from pg_catalog.pg_policy p where p.polrelid = 'public.audit_waiting'::regclass and p.polname = 'system'));
