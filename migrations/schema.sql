-- The schema that the migrations make, for review: each change of it is a change of this file.
-- Written by `npm run schema`; never edited, and read by no program.

create extension pg_trgm;

create schema identity;
grant usage on schema identity to autodm_system;

grant usage on schema public to autodm_system;
grant usage on schema public to autodm_web;

CREATE OR REPLACE FUNCTION public.audit_added()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into audit_waiting (audit_id, workspace_id) select id, workspace_id from added;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.bring_back_behind()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- Locked: one that somebody just discards is not the one.
  update jobs set behind = false
  where id = (select id from jobs where lane = old.lane and state = 'waiting' and behind order by seq limit 1 for update);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.keep_inside(t text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    execute format('grant select, insert, update, delete on %s to autodm_system', t);
  end if;
end $function$
;

CREATE OR REPLACE FUNCTION public.limit_to_accounts(t text, seen text DEFAULT NULL::text, command text DEFAULT 'all'::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.note_forgotten_import_files()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into removed_files (path) select o.workspace_id || '/' || o.id from was o join is_now n on n.id = o.id
    where o.has_file and not n.has_file on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_import_files()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into removed_files (path) select workspace_id || '/' || id from gone where has_file on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_removed_files()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into removed_files (path) select workspace_id || '/' || id from gone on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.only_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'rows of % are only ever added', tg_table_name using errcode = 'insufficient_privilege';
end $function$
;

CREATE OR REPLACE FUNCTION public.remove_jobs_of_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from jobs using gone where jobs.id = gone.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.seen_accounts()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.accounts'::text, true), ''::text))::uuid[]
;

CREATE OR REPLACE FUNCTION public.wall_off(t text, workspace_column text DEFAULT 'workspace_id'::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

create sequence worker_numbers as integer;
grant usage on sequence worker_numbers to autodm_system;
grant usage on sequence worker_numbers to autodm_web;

create table accounts (
  id uuid not null,
  workspace_id uuid not null,
  channel text not null,
  external_id text not null,
  page_id text,
  business_id text,
  login_type text not null default 'instagram'::text,
  username text,
  name text not null,
  picture_url text,
  status text not null default 'active'::text,
  status_reason text,
  graph_url text not null,
  simulated boolean not null default false,
  access_token bytea,
  app_secret bytea,
  verify_token bytea,
  token_expires_at timestamp with time zone,
  last_event_at timestamp with time zone,
  automation_set bigint not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  own_limits jsonb not null default '{}'::jsonb,
  stopped_kinds jsonb not null default '{}'::jsonb,
  category text,
  phone text,
  connection_id uuid,
  token_kind text not null default 'unknown'::text,
  token_issued_at timestamp with time zone,
  token_checked_at timestamp with time zone,
  granted_scopes text[],
  default_country text,
  stop_told_at timestamp with time zone,
  data_access_expires_at timestamp with time zone,
  active_since timestamp with time zone,
  told_status text,
  notices jsonb not null default '{}'::jsonb,
  hand_pause_minutes integer,
  default_template_id uuid,
  shows_typing boolean not null default false,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_channel_external_id_key UNIQUE (channel, external_id),
  constraint accounts_channel_check CHECK ((channel = ANY (ARRAY['instagram'::text, 'messenger'::text, 'whatsapp'::text]))),
  constraint accounts_hand_pause_minutes_check CHECK (((hand_pause_minutes >= 0) AND (hand_pause_minutes <= 10080))),
  constraint accounts_have_a_token CHECK (((access_token IS NOT NULL) OR (status = 'disconnected'::text))),
  constraint accounts_login_type_check CHECK ((login_type = ANY (ARRAY['instagram'::text, 'facebook'::text]))),
  constraint accounts_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'reconnect_needed'::text, 'paused'::text, 'disconnected'::text]))),
  constraint accounts_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE SET NULL,
  constraint accounts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX accounts_by_connection ON public.accounts USING btree (connection_id) WHERE (connection_id IS NOT NULL);
CREATE INDEX accounts_by_workspace ON public.accounts USING btree (workspace_id, id);
CREATE INDEX accounts_to_tell ON public.accounts USING btree (id) WHERE (told_status IS DISTINCT FROM status);
alter table accounts enable row level security, force row level security;
create policy own_accounts on accounts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on accounts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on accounts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on accounts to autodm_system;
grant delete, insert, select, update on accounts to autodm_web;

create table ad_leads (
  account_id uuid not null,
  lead_id text collate "C" not null,
  workspace_id uuid not null,
  form_id text not null,
  is_test boolean not null,
  read_back boolean not null,
  created_at timestamp with time zone not null,
  constraint ad_leads_pkey PRIMARY KEY (account_id, lead_id),
  constraint ad_leads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint ad_leads_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX ad_leads_by_age ON public.ad_leads USING btree (created_at);
CREATE INDEX ad_leads_by_form ON public.ad_leads USING btree (account_id, form_id, created_at DESC) INCLUDE (read_back) WHERE (NOT is_test);
alter table ad_leads enable row level security, force row level security;
create policy own_accounts on ad_leads as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on ad_leads for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on ad_leads for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on ad_leads to autodm_system;
grant delete, insert, select, update on ad_leads to autodm_web;

create table attempts (
  message_id uuid not null,
  number integer not null,
  workspace_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  code text,
  words text,
  platform_code text,
  http_status smallint,
  duration_ms integer,
  account_id uuid not null,
  channel_message_id text,
  constraint attempts_pkey PRIMARY KEY (message_id, number)
);
CREATE INDEX attempts_by_channel_id ON public.attempts USING btree (account_id, channel_message_id) WHERE (channel_message_id IS NOT NULL);
alter table attempts enable row level security, force row level security;
create policy own_accounts on attempts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on attempts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on attempts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on attempts to autodm_system;
grant delete, insert, select, update on attempts to autodm_web;

create table audit (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  subject_id text,
  fields text[] not null default '{}'::text[],
  changes jsonb not null default '{}'::jsonb,
  constraint audit_pkey PRIMARY KEY (id),
  constraint audit_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX audit_by_action ON public.audit USING btree (workspace_id, subject, action, seq DESC);
CREATE INDEX audit_by_actor ON public.audit USING btree (workspace_id, actor, seq DESC);
CREATE INDEX audit_by_workspace ON public.audit USING btree (workspace_id, seq DESC);
alter table audit enable row level security, force row level security;
create policy own_accounts on audit as restrictive for select to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR false));
create policy own_workspace on audit for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on audit for all to autodm_system using (true) with check (true);
CREATE TRIGGER audit_added AFTER INSERT ON public.audit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_added();
CREATE TRIGGER audit_stays BEFORE DELETE OR UPDATE ON public.audit FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION only_added();
grant insert, select on audit to autodm_system;
grant insert, select on audit to autodm_web;

create table audit_chain (
  workspace_id uuid not null,
  place bigint not null,
  audit_id uuid not null,
  hash bytea not null,
  constraint audit_chain_pkey PRIMARY KEY (workspace_id, place),
  constraint audit_chain_audit_id_key UNIQUE (audit_id),
  constraint audit_chain_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table audit_chain enable row level security, force row level security;
create policy own_accounts on audit_chain as restrictive for select to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR false));
create policy own_workspace on audit_chain for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on audit_chain for all to autodm_system using (true) with check (true);
CREATE TRIGGER audit_chain_stays BEFORE DELETE OR UPDATE ON public.audit_chain FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION only_added();
grant insert, select on audit_chain to autodm_system;
grant select on audit_chain to autodm_web;

create table audit_waiting (
  audit_id uuid not null,
  workspace_id uuid not null,
  constraint audit_waiting_pkey PRIMARY KEY (audit_id),
  constraint audit_waiting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX audit_waiting_by_workspace ON public.audit_waiting USING btree (workspace_id);
alter table audit_waiting enable row level security, force row level security;
create policy by_trigger on audit_waiting for insert to public with check ((EXISTS ( SELECT
   FROM pg_policy p
  WHERE ((p.polrelid = ('audit_waiting'::regclass)::oid) AND (p.polname = 'system'::name)))));
create policy own_accounts on audit_waiting as restrictive for select to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR false));
create policy own_workspace on audit_waiting for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on audit_waiting for all to autodm_system using (true) with check (true);
grant delete, select, update on audit_waiting to autodm_system;
grant select on audit_waiting to autodm_web;

create table automation_counts (
  id bigint not null generated always as identity,
  automation_id uuid not null,
  workspace_id uuid not null,
  at timestamp with time zone not null,
  triggers integer not null,
  dms integer not null,
  replies integer not null,
  leads integer not null,
  constraint automation_counts_pkey PRIMARY KEY (automation_id, id)
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
alter table automation_counts enable row level security, force row level security;
create policy own_accounts on automation_counts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM automations a
  WHERE (a.id = automation_counts.automation_id)))));
create policy own_workspace on automation_counts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on automation_counts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on automation_counts to autodm_system;
grant delete, insert, select, update on automation_counts to autodm_web;

create table automation_sets (
  account_id uuid not null,
  automation_id uuid not null,
  version_id uuid not null,
  workspace_id uuid not null,
  live boolean not null,
  priority integer not null,
  from_set bigint not null,
  until_set bigint,
  constraint automation_sets_pkey PRIMARY KEY (account_id, automation_id, from_set),
  constraint automation_sets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint automation_sets_automation_id_fkey FOREIGN KEY (automation_id) REFERENCES automations(id) ON DELETE CASCADE,
  constraint automation_sets_version_id_fkey FOREIGN KEY (version_id) REFERENCES automation_versions(id) ON DELETE CASCADE,
  constraint automation_sets_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX automation_sets_by_version ON public.automation_sets USING btree (version_id);
CREATE INDEX automation_sets_now ON public.automation_sets USING btree (account_id) WHERE (until_set IS NULL);
alter table automation_sets enable row level security, force row level security;
create policy own_accounts on automation_sets as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on automation_sets for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on automation_sets for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on automation_sets to autodm_system;
grant delete, insert, select, update on automation_sets to autodm_web;

create table automation_stats (
  automation_id uuid not null,
  workspace_id uuid not null,
  total_triggers bigint not null default 0,
  total_dms_sent bigint not null default 0,
  total_comments_replied bigint not null default 0,
  total_leads_captured bigint not null default 0,
  last_triggered_at timestamp with time zone,
  last_lead_captured_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint automation_stats_pkey PRIMARY KEY (automation_id),
  constraint automation_stats_automation_id_fkey FOREIGN KEY (automation_id) REFERENCES automations(id) ON DELETE CASCADE,
  constraint automation_stats_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table automation_stats enable row level security, force row level security;
create policy own_accounts on automation_stats as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM automations a
  WHERE (a.id = automation_stats.automation_id)))));
create policy own_workspace on automation_stats for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on automation_stats for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on automation_stats to autodm_system;
grant delete, insert, select, update on automation_stats to autodm_web;

create table automation_versions (
  id uuid not null,
  workspace_id uuid not null,
  automation_id uuid not null,
  number integer not null,
  name text not null,
  definition jsonb not null,
  config jsonb,
  created_by text,
  created_at timestamp with time zone not null,
  constraint automation_versions_pkey PRIMARY KEY (id),
  constraint automation_versions_automation_id_number_key UNIQUE (automation_id, number),
  constraint automation_versions_automation_id_fkey FOREIGN KEY (automation_id) REFERENCES automations(id) ON DELETE CASCADE,
  constraint automation_versions_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table automation_versions enable row level security, force row level security;
create policy own_accounts on automation_versions as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM automations a
  WHERE (a.id = automation_versions.automation_id)))));
create policy own_workspace on automation_versions for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on automation_versions for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on automation_versions to autodm_system;
grant delete, insert, select, update on automation_versions to autodm_web;

create table automations (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  name text not null,
  status text not null,
  priority integer not null default 0,
  trigger_type text not null,
  action_type text not null,
  media_id text,
  version integer not null,
  version_id uuid not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint automations_pkey PRIMARY KEY (id),
  constraint automations_status_check CHECK ((status = ANY (ARRAY['live'::text, 'draft'::text, 'paused'::text, 'deleted'::text]))),
  constraint automations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint automations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX automations_by_account ON public.automations USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX automations_by_workspace ON public.automations USING btree (workspace_id, created_at DESC, id DESC) WHERE (status <> 'deleted'::text);
alter table automations enable row level security, force row level security;
create policy own_accounts on automations as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on automations for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on automations for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on automations to autodm_system;
grant delete, insert, select, update on automations to autodm_web;

create table bodies (
  id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  body bytea not null storage external,
  notes jsonb,
  lengths integer[] not null default '{}'::integer[],
  taken integer not null default 0,
  sources text[] not null default '{}'::text[],
  account_hints uuid[] not null default '{}'::uuid[],
  signers text[] not null default '{}'::text[],
  constraint bodies_pkey PRIMARY KEY (id, received_at)
) partition by RANGE (received_at);
CREATE INDEX bodies_kept ON ONLY public.bodies USING btree (id) WHERE (taken < cardinality(lengths));
grant delete, insert, select, update on bodies to autodm_system;

create table bodies_default partition of bodies DEFAULT;
grant delete, insert, select, update on bodies_default to autodm_system;

create table breakers (
  account_id uuid not null,
  class text not null,
  workspace_id uuid not null,
  troubles integer not null,
  code text not null,
  words text not null,
  opened_at timestamp with time zone,
  open_until timestamp with time zone,
  constraint breakers_pkey PRIMARY KEY (account_id, class),
  constraint breakers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint breakers_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table breakers enable row level security, force row level security;
create policy own_accounts on breakers as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on breakers for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on breakers for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on breakers to autodm_system;
grant delete, insert, select, update on breakers to autodm_web;

create table bulk_actions (
  id uuid not null,
  workspace_id uuid not null,
  actor text not null,
  account_ids jsonb,
  what jsonb not null,
  contact_ids jsonb,
  conditions jsonb not null,
  newest uuid not null,
  state text not null,
  code text,
  total integer,
  done integer not null default 0,
  place uuid,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint bulk_actions_pkey PRIMARY KEY (id),
  constraint bulk_actions_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  constraint bulk_actions_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX bulk_actions_by_age ON public.bulk_actions USING btree (workspace_id, created_at);
CREATE INDEX bulk_actions_running ON public.bulk_actions USING btree (workspace_id) WHERE (state = 'running'::text);
alter table bulk_actions enable row level security, force row level security;
create policy own_accounts on bulk_actions as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR ((account_ids IS NOT NULL) AND (account_ids <@ to_jsonb(( SELECT seen_accounts() AS seen_accounts))))));
create policy own_workspace on bulk_actions for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on bulk_actions for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on bulk_actions to autodm_system;
grant delete, insert, select, update on bulk_actions to autodm_web;

create table canned_replies (
  id uuid not null,
  workspace_id uuid not null,
  shortcut text not null,
  words text not null,
  created_at timestamp with time zone not null,
  constraint canned_replies_pkey PRIMARY KEY (id),
  constraint canned_replies_workspace_id_shortcut_key UNIQUE (workspace_id, shortcut),
  constraint canned_replies_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table canned_replies enable row level security, force row level security;
create policy own_accounts on canned_replies as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on canned_replies for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on canned_replies for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on canned_replies to autodm_system;
grant delete, insert, select, update on canned_replies to autodm_web;

create table comment_states (
  event_id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  is_hidden boolean not null default false,
  is_liked boolean not null default false,
  is_deleted boolean not null default false,
  act text not null,
  act_state text not null,
  error_code text,
  error_words text,
  changed_at timestamp with time zone not null,
  constraint comment_states_pkey PRIMARY KEY (event_id),
  constraint comment_states_act_check CHECK ((act = ANY (ARRAY['hide'::text, 'unhide'::text, 'delete'::text, 'like'::text, 'unlike'::text]))),
  constraint comment_states_act_state_check CHECK ((act_state = ANY (ARRAY['waiting'::text, 'done'::text, 'failed'::text]))),
  constraint comment_states_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint comment_states_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE,
  constraint comment_states_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX comment_states_by_account ON public.comment_states USING btree (account_id);
CREATE INDEX comment_states_by_workspace ON public.comment_states USING btree (workspace_id);
alter table comment_states enable row level security, force row level security;
create policy own_accounts on comment_states as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on comment_states for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on comment_states for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on comment_states to autodm_system;
grant delete, insert, select, update on comment_states to autodm_web;

create table connections (
  id uuid not null,
  workspace_id uuid not null,
  provider text not null,
  app_id text not null,
  external_id text not null,
  app_scoped_id text,
  name text,
  picture_url text,
  granted_scopes text[] not null,
  user_token bytea,
  token_kind text not null,
  token_issued_at timestamp with time zone,
  token_expires_at timestamp with time zone,
  data_access_expires_at timestamp with time zone,
  token_checked_at timestamp with time zone,
  status text not null,
  status_reason text,
  graph_url text not null,
  simulated boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  begun_by text,
  constraint connections_pkey PRIMARY KEY (id),
  constraint connections_workspace_id_provider_app_id_external_id_key UNIQUE (workspace_id, provider, app_id, external_id),
  constraint connections_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX connections_by_person ON public.connections USING btree (app_scoped_id) WHERE (app_scoped_id IS NOT NULL);
alter table connections enable row level security, force row level security;
create policy own_accounts on connections as restrictive for select to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM accounts a
  WHERE (a.connection_id = connections.id)))));
create policy own_workspace on connections for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on connections for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on connections to autodm_system;
grant delete, insert, select, update on connections to autodm_web;

create table consents (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  contact_id uuid not null,
  event_id uuid,
  about text not null,
  is_given boolean not null,
  source text not null,
  words text,
  source_id text,
  at timestamp with time zone not null,
  channel text,
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_about_check CHECK ((about = ANY (ARRAY['messages'::text, 'marketing'::text]))),
  constraint consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint consents_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint consents_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX consents_by_account ON public.consents USING btree (account_id);
CREATE INDEX consents_by_contact ON public.consents USING btree (contact_id, at DESC, id);
CREATE INDEX consents_by_workspace ON public.consents USING btree (workspace_id);
alter table consents enable row level security, force row level security;
create policy own_accounts on consents as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR
CASE
    WHEN (account_id IS NULL) THEN (EXISTS ( SELECT
       FROM contacts p
      WHERE (p.id = consents.contact_id)))
    ELSE (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))
END));
create policy own_workspace on consents for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on consents for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on consents to autodm_system;
grant delete, insert, select, update on consents to autodm_web;

create table contact_fields (
  id uuid not null,
  workspace_id uuid not null,
  key text not null,
  name text not null,
  type text not null,
  choices jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  constraint contact_fields_pkey PRIMARY KEY (id),
  constraint contact_fields_workspace_id_key_key UNIQUE (workspace_id, key),
  constraint contact_fields_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'boolean'::text, 'choice'::text]))),
  constraint contact_fields_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table contact_fields enable row level security, force row level security;
create policy own_accounts on contact_fields as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on contact_fields for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contact_fields for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contact_fields to autodm_system;
grant delete, insert, select, update on contact_fields to autodm_web;

create table contact_identifiers (
  account_id uuid not null,
  value text not null,
  kind text not null,
  contact_id uuid not null,
  workspace_id uuid not null,
  constraint contact_identifiers_pkey PRIMARY KEY (account_id, value),
  constraint contact_identifiers_kind_check CHECK ((kind = ANY (ARRAY['author'::text, 'scoped'::text, 'phone'::text])))
);
CREATE INDEX contact_identifiers_by_contact ON public.contact_identifiers USING btree (contact_id);
alter table contact_identifiers enable row level security, force row level security;
create policy own_accounts on contact_identifiers as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on contact_identifiers for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contact_identifiers for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contact_identifiers to autodm_system;
grant delete, insert, select, update on contact_identifiers to autodm_web;

create table contact_merges (
  id uuid not null,
  workspace_id uuid not null,
  contact_id uuid not null,
  from_id uuid not null,
  person jsonb not null,
  moved jsonb not null,
  actor text not null,
  merged_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint contact_merges_pkey PRIMARY KEY (id),
  constraint contact_merges_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint contact_merges_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX contact_merges_by_contact ON public.contact_merges USING btree (contact_id, merged_at DESC);
CREATE INDEX contact_merges_by_workspace ON public.contact_merges USING btree (workspace_id);
alter table contact_merges enable row level security, force row level security;
create policy own_accounts on contact_merges as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM contacts p
  WHERE (p.id = contact_merges.contact_id)))));
create policy own_workspace on contact_merges for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contact_merges for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contact_merges to autodm_system;
grant delete, insert, select, update on contact_merges to autodm_web;

create table contact_notes (
  id uuid not null,
  workspace_id uuid not null,
  contact_id uuid not null,
  text text not null,
  author text not null,
  created_at timestamp with time zone not null,
  constraint contact_notes_pkey PRIMARY KEY (id),
  constraint contact_notes_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint contact_notes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX contact_notes_by_contact ON public.contact_notes USING btree (contact_id, created_at DESC);
CREATE INDEX contact_notes_by_workspace ON public.contact_notes USING btree (workspace_id);
alter table contact_notes enable row level security, force row level security;
create policy own_accounts on contact_notes as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM contacts p
  WHERE (p.id = contact_notes.contact_id)))));
create policy own_workspace on contact_notes for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contact_notes for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contact_notes to autodm_system;
grant delete, insert, select, update on contact_notes to autodm_web;

create table contact_tags (
  contact_id uuid not null,
  tag_id uuid not null,
  workspace_id uuid not null,
  added_at timestamp with time zone not null,
  constraint contact_tags_pkey PRIMARY KEY (contact_id, tag_id),
  constraint contact_tags_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint contact_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id) ON DELETE CASCADE,
  constraint contact_tags_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX contact_tags_by_tag ON public.contact_tags USING btree (tag_id, contact_id);
alter table contact_tags enable row level security, force row level security;
create policy own_accounts on contact_tags as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM contacts p
  WHERE (p.id = contact_tags.contact_id)))));
create policy own_workspace on contact_tags for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contact_tags for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contact_tags to autodm_system;
grant delete, insert, select, update on contact_tags to autodm_web;

create table contacts (
  id uuid not null,
  workspace_id uuid not null,
  name text,
  username text,
  email text,
  phone text,
  custom_fields jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  profile_asked_at timestamp with time zone,
  metadata jsonb not null default '{}'::jsonb,
  is_name_given boolean not null default false,
  birth_month smallint,
  birth_day smallint,
  birth_year smallint,
  language text,
  time_zone text,
  source text not null default 'channel'::text,
  email_key text generated always as (lower(email)) stored,
  constraint contacts_pkey PRIMARY KEY (id),
  constraint contacts_check CHECK ((((birth_month IS NULL) = (birth_day IS NULL)) AND ((birth_year IS NULL) OR (birth_month IS NOT NULL)))),
  constraint contacts_source_check CHECK ((source = ANY (ARRAY['channel'::text, 'api'::text, 'import'::text])))
);
CREATE INDEX contacts_by_birthday ON public.contacts USING btree (workspace_id, birth_month, birth_day, id) WHERE (birth_month IS NOT NULL);
CREATE INDEX contacts_by_email ON public.contacts USING btree (workspace_id, email_key, id) WHERE (email_key IS NOT NULL);
CREATE INDEX contacts_by_fields ON public.contacts USING gin (custom_fields jsonb_path_ops) WHERE (custom_fields <> '{}'::jsonb);
CREATE INDEX contacts_by_metadata ON public.contacts USING gin (metadata jsonb_path_ops) WHERE (metadata <> '{}'::jsonb);
CREATE INDEX contacts_by_phone ON public.contacts USING btree (workspace_id, phone, id) WHERE (phone IS NOT NULL);
CREATE INDEX contacts_by_words ON public.contacts USING gin ((((((((COALESCE(name, ''::text) || ' '::text) || COALESCE(username, ''::text)) || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(phone, ''::text))) gin_trgm_ops);
CREATE INDEX contacts_by_workspace ON public.contacts USING btree (workspace_id, id);
alter table contacts enable row level security, force row level security;
create policy own_accounts on contacts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM conversations c
  WHERE ((c.contact_id = contacts.id) AND (c.account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[])))
 OFFSET 0))));
create policy own_workspace on contacts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on contacts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on contacts to autodm_system;
grant delete, insert, select, update on contacts to autodm_web;

create table conversation_notes (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid not null,
  kind text not null,
  words text,
  data jsonb not null default '{}'::jsonb,
  actor text not null,
  at timestamp with time zone not null,
  constraint conversation_notes_pkey PRIMARY KEY (id),
  constraint conversation_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint conversation_notes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint conversation_notes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX conversation_notes_by_account ON public.conversation_notes USING btree (account_id);
CREATE INDEX conversation_notes_by_conversation ON public.conversation_notes USING btree (conversation_id, seq DESC);
CREATE INDEX conversation_notes_by_workspace ON public.conversation_notes USING btree (workspace_id);
alter table conversation_notes enable row level security, force row level security;
create policy own_accounts on conversation_notes as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on conversation_notes for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on conversation_notes for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on conversation_notes to autodm_system;
grant delete, insert, select, update on conversation_notes to autodm_web;

create table conversation_reads (
  member_id uuid not null,
  conversation_id uuid not null,
  workspace_id uuid not null,
  read_seq bigint not null,
  constraint conversation_reads_pkey PRIMARY KEY (conversation_id, member_id),
  constraint conversation_reads_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint conversation_reads_member_id_fkey FOREIGN KEY (member_id) REFERENCES identity.member(id) ON DELETE CASCADE,
  constraint conversation_reads_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX conversation_reads_by_member ON public.conversation_reads USING btree (member_id);
CREATE INDEX conversation_reads_by_workspace ON public.conversation_reads USING btree (workspace_id);
alter table conversation_reads enable row level security, force row level security;
create policy own_accounts on conversation_reads as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM conversations c
  WHERE (c.id = conversation_reads.conversation_id)))));
create policy own_workspace on conversation_reads for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on conversation_reads for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on conversation_reads to autodm_system;
grant delete, insert, select, update on conversation_reads to autodm_web;

create table conversation_viewers (
  member_id uuid not null,
  conversation_id uuid not null,
  workspace_id uuid not null,
  is_typing boolean not null,
  until timestamp with time zone not null,
  constraint conversation_viewers_pkey PRIMARY KEY (member_id),
  constraint conversation_viewers_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint conversation_viewers_member_id_fkey FOREIGN KEY (member_id) REFERENCES identity.member(id) ON DELETE CASCADE,
  constraint conversation_viewers_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX conversation_viewers_by_conversation ON public.conversation_viewers USING btree (conversation_id);
CREATE INDEX conversation_viewers_by_workspace ON public.conversation_viewers USING btree (workspace_id);
alter table conversation_viewers enable row level security, force row level security;
create policy own_accounts on conversation_viewers as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM conversations c
  WHERE (c.id = conversation_viewers.conversation_id)))));
create policy own_workspace on conversation_viewers for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on conversation_viewers for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on conversation_viewers to autodm_system;
grant delete, insert, select, update on conversation_viewers to autodm_web;

create table conversations (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  contact_id uuid not null,
  recipient_id text,
  window_until timestamp with time zone,
  opted_out_at timestamp with time zone,
  bot_paused_until timestamp with time zone,
  guard_since timestamp with time zone,
  guard_count integer not null default 0,
  last_event_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  memory jsonb not null default '{}'::jsonb,
  free_until timestamp with time zone,
  marketing_stopped_at timestamp with time zone,
  assignee_id uuid,
  closed_at timestamp with time zone,
  reopened_at timestamp with time zone,
  first_answered_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  constraint conversations_pkey PRIMARY KEY (id),
  constraint conversations_account_id_contact_id_key UNIQUE (account_id, contact_id),
  constraint conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES identity.member(id) ON DELETE SET NULL
);
CREATE INDEX conversations_assigned ON public.conversations USING btree (assignee_id, last_event_at DESC, id DESC) WHERE (assignee_id IS NOT NULL);
CREATE INDEX conversations_by_account ON public.conversations USING btree (account_id, last_event_at DESC, id DESC);
CREATE INDEX conversations_by_contact ON public.conversations USING btree (contact_id);
CREATE INDEX conversations_by_workspace ON public.conversations USING btree (workspace_id, last_event_at DESC, id DESC);
CREATE INDEX conversations_closed ON public.conversations USING btree (workspace_id, last_event_at DESC, id DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX conversations_opted_out ON public.conversations USING btree (workspace_id, opted_out_at DESC, id DESC) WHERE (opted_out_at IS NOT NULL);
alter table conversations enable row level security, force row level security;
create policy own_accounts on conversations as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on conversations for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on conversations for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on conversations to autodm_system;
grant delete, insert, select, update on conversations to autodm_web;

create table data_keys (
  workspace_id uuid not null,
  wrapped bytea not null,
  wrapped_by text not null,
  number integer not null default 1,
  created_at timestamp with time zone,
  constraint data_keys_pkey PRIMARY KEY (workspace_id, number)
);
grant delete, insert, select, update on data_keys to autodm_system;

create table data_requests (
  id uuid not null,
  kind text not null,
  digest text not null,
  code text not null,
  signers text not null,
  user_id text,
  issued_at timestamp with time zone,
  requested_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  had_effect boolean not null default true,
  constraint data_requests_pkey PRIMARY KEY (id),
  constraint data_requests_code_key UNIQUE (code),
  constraint data_requests_digest_key UNIQUE (digest)
);
CREATE INDEX data_requests_without_effect ON public.data_requests USING btree (completed_at) WHERE (NOT had_effect);
grant delete, insert, select, update on data_requests to autodm_system;

create table deliveries (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  account_id uuid,
  endpoint_id uuid not null,
  event_id uuid not null,
  lead_id uuid,
  type text not null,
  is_test boolean not null default false,
  status text not null default 'PENDING'::text,
  code text,
  next_retry_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_check CHECK (((status = ANY (ARRAY['SUCCESS'::text, 'FAILED'::text])) = (completed_at IS NOT NULL))),
  constraint deliveries_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RETRYING'::text, 'SUCCESS'::text, 'FAILED'::text]))),
  constraint deliveries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES endpoint_events(id) ON DELETE CASCADE,
  constraint deliveries_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE CASCADE
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02);
CREATE INDEX deliveries_by_account ON public.deliveries USING btree (account_id, seq DESC) WHERE (account_id IS NOT NULL);
CREATE INDEX deliveries_by_endpoint ON public.deliveries USING btree (endpoint_id, seq DESC);
CREATE INDEX deliveries_by_event ON public.deliveries USING btree (event_id);
CREATE INDEX deliveries_by_lead ON public.deliveries USING btree (lead_id, seq DESC) WHERE (lead_id IS NOT NULL);
CREATE INDEX deliveries_completed ON public.deliveries USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX deliveries_ended ON public.deliveries USING btree (endpoint_id, completed_at) INCLUDE (status) WHERE ((completed_at IS NOT NULL) AND (NOT is_test));
CREATE INDEX deliveries_not_arrived ON public.deliveries USING btree (workspace_id, status, seq DESC) WHERE (status <> 'SUCCESS'::text);
CREATE INDEX deliveries_shown ON public.deliveries USING btree (workspace_id, seq DESC);
alter table deliveries enable row level security, force row level security;
create policy own_accounts on deliveries as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR
CASE
    WHEN (account_id IS NULL) THEN false
    ELSE (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))
END));
create policy own_workspace on deliveries for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on deliveries for all to autodm_system using (true) with check (true);
CREATE TRIGGER deliveries_removed AFTER DELETE ON public.deliveries REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION remove_jobs_of_deliveries();
grant delete, insert, select, update on deliveries to autodm_system;
grant delete, insert, select, update on deliveries to autodm_web;

create table doctor_runs (
  id uuid not null,
  workspace_id uuid,
  account_id uuid,
  findings jsonb not null,
  problems integer not null,
  ended_at timestamp with time zone not null,
  constraint doctor_runs_pkey PRIMARY KEY (id),
  constraint doctor_runs_account_id_key UNIQUE (account_id),
  constraint doctor_runs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint doctor_runs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX doctor_runs_by_workspace ON public.doctor_runs USING btree (workspace_id);
alter table doctor_runs enable row level security, force row level security;
create policy own_accounts on doctor_runs as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on doctor_runs for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on doctor_runs for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on doctor_runs to autodm_system;
grant delete, insert, select, update on doctor_runs to autodm_web;

create table endpoint_events (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  cause_id uuid,
  type text not null,
  data jsonb not null,
  occurred_at timestamp with time zone not null,
  constraint endpoint_events_pkey PRIMARY KEY (id),
  constraint endpoint_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint endpoint_events_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint endpoint_events_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE CASCADE,
  constraint endpoint_events_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX endpoint_events_by_account ON public.endpoint_events USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX endpoint_events_by_cause ON public.endpoint_events USING btree (cause_id) WHERE (cause_id IS NOT NULL);
CREATE INDEX endpoint_events_by_contact ON public.endpoint_events USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX endpoint_events_by_lead ON public.endpoint_events USING btree (lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX endpoint_events_by_workspace ON public.endpoint_events USING btree (workspace_id);
alter table endpoint_events enable row level security, force row level security;
create policy own_accounts on endpoint_events as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on endpoint_events for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on endpoint_events for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on endpoint_events to autodm_system;
grant delete, insert, select, update on endpoint_events to autodm_web;

create table endpoint_sources (
  id uuid not null,
  workspace_id uuid not null,
  endpoint_id uuid not null,
  type text not null,
  source_id text not null default ''::text,
  is_active boolean not null default true,
  conditions jsonb not null default '[]'::jsonb,
  constraint endpoint_sources_pkey PRIMARY KEY (id),
  constraint endpoint_sources_endpoint_id_type_source_id_key UNIQUE (endpoint_id, type, source_id),
  constraint endpoint_sources_check CHECK (((type = 'any'::text) = (source_id = ''::text))),
  constraint endpoint_sources_type_check CHECK ((type = ANY (ARRAY['any'::text, 'account'::text, 'page'::text, 'form'::text, 'automation'::text]))),
  constraint endpoint_sources_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoints(id) ON DELETE CASCADE,
  constraint endpoint_sources_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX endpoint_sources_by_workspace ON public.endpoint_sources USING btree (workspace_id) WHERE is_active;
alter table endpoint_sources enable row level security, force row level security;
create policy own_accounts on endpoint_sources as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM endpoints p
  WHERE (p.id = endpoint_sources.endpoint_id)))));
create policy own_workspace on endpoint_sources for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on endpoint_sources for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on endpoint_sources to autodm_system;
grant delete, insert, select, update on endpoint_sources to autodm_web;

create table endpoints (
  id uuid not null,
  workspace_id uuid not null,
  automation_id uuid,
  name text not null,
  kind text not null default 'webhook'::text,
  url text not null,
  method text not null default 'POST'::text,
  headers jsonb not null default '{}'::jsonb,
  auth jsonb not null default '{"type": "NONE"}'::jsonb,
  auth_sealed bytea,
  secret_sealed bytea not null,
  old_secret_sealed bytea,
  old_secret_until timestamp with time zone,
  retry_count smallint not null default 9,
  timeout_ms integer not null default 30000,
  events text[] not null default '{lead.created}'::text[],
  mapping jsonb,
  is_active boolean not null default true,
  disabled_at timestamp with time zone,
  disabled_code text,
  failing_since timestamp with time zone,
  warned_at timestamp with time zone,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version integer not null default 1,
  constraint endpoints_pkey PRIMARY KEY (id),
  constraint endpoints_automation_id_key UNIQUE (automation_id),
  constraint endpoints_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'hubspot'::text, 'slack'::text, 'sheets'::text]))),
  constraint endpoints_method_check CHECK ((method = ANY (ARRAY['POST'::text, 'PUT'::text, 'PATCH'::text]))),
  constraint endpoints_retry_count_check CHECK (((retry_count >= 0) AND (retry_count <= 9))),
  constraint endpoints_timeout_ms_check CHECK (((timeout_ms >= 1000) AND (timeout_ms <= 60000))),
  constraint endpoints_automation_id_fkey FOREIGN KEY (automation_id) REFERENCES automations(id) ON DELETE SET NULL,
  constraint endpoints_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
) with (fillfactor=70);
CREATE INDEX endpoints_shown ON public.endpoints USING btree (workspace_id, id DESC);
alter table endpoints enable row level security, force row level security;
create policy own_accounts on endpoints as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM automations a
  WHERE (a.id = endpoints.automation_id)))));
create policy own_workspace on endpoints for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on endpoints for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on endpoints to autodm_system;
grant delete, insert, select, update on endpoints to autodm_web;

create table erased_people (
  account_id uuid not null,
  mark text not null,
  workspace_id uuid not null,
  erased_at timestamp with time zone not null,
  opted_out_at timestamp with time zone,
  constraint erased_people_pkey PRIMARY KEY (account_id, mark),
  constraint erased_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint erased_people_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX erased_people_by_age ON public.erased_people USING btree (erased_at) WHERE (opted_out_at IS NULL);
alter table erased_people enable row level security, force row level security;
create policy own_accounts on erased_people as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on erased_people for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on erased_people for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on erased_people to autodm_system;
grant delete, insert, select, update on erased_people to autodm_web;

create table event_checks (
  account_id uuid not null,
  slot text collate "C" not null,
  workspace_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  is_cut boolean not null,
  resubscribed boolean not null,
  posts jsonb not null,
  missed integer not null default 0,
  failed integer not null,
  failed_code text,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint event_checks_pkey PRIMARY KEY (account_id, slot),
  constraint event_checks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint event_checks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX event_checks_by_age ON public.event_checks USING btree (started_at);
CREATE INDEX event_checks_by_time ON public.event_checks USING btree (account_id, started_at DESC);
alter table event_checks enable row level security, force row level security;
create policy own_accounts on event_checks as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on event_checks for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on event_checks for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on event_checks to autodm_system;
grant delete, insert, select, update on event_checks to autodm_web;

create table events (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid,
  contact_id uuid,
  body_id bigint,
  key text not null,
  kind text not null,
  sender_id text,
  username text,
  text text,
  payload text,
  media_id text,
  external_id text,
  detail json not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  decided_at timestamp with time zone not null,
  outcome text not null,
  silence text,
  automation_id uuid,
  run_id uuid,
  automation_set bigint,
  decision json not null,
  constraint events_pkey PRIMARY KEY (id),
  constraint events_account_id_key_key UNIQUE (account_id, key)
);
CREATE INDEX events_by_account ON public.events USING btree (account_id, seq DESC);
CREATE INDEX events_by_conversation ON public.events USING btree (conversation_id, seq DESC);
CREATE INDEX events_by_external ON public.events USING btree (account_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX events_by_words ON public.events USING gin (text gin_trgm_ops);
CREATE INDEX events_by_workspace ON public.events USING btree (workspace_id, seq DESC);
CREATE INDEX events_held ON public.events USING btree (seq) WHERE (outcome = 'held'::text);
CREATE INDEX events_said ON public.events USING btree (account_id, occurred_at) WHERE ((kind = 'echo'::text) OR (silence = 'own'::text));
alter table events enable row level security, force row level security;
create policy own_accounts on events as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on events for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on events for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on events to autodm_system;
grant delete, insert, select, update on events to autodm_web;

create table figures (
  workspace_id uuid not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  comments integer not null default 0,
  messages integer not null default 0,
  dms integer not null default 0,
  replies integer not null default 0,
  leads integer not null default 0,
  constraint figures_pkey PRIMARY KEY (workspace_id, at, account_id),
  constraint figures_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint figures_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX figures_by_account ON public.figures USING btree (account_id);
alter table figures enable row level security, force row level security;
create policy own_accounts on figures as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on figures for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on figures for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on figures to autodm_system;
grant select on figures to autodm_web;

create table figures_place (
  seq bigint not null
);
grant select, update on figures_place to autodm_system;
grant select on figures_place to autodm_web;

create table form_attempts (
  key text not null,
  form_id uuid not null,
  workspace_id uuid not null,
  attempts integer not null,
  ends timestamp with time zone not null,
  constraint form_attempts_pkey PRIMARY KEY (key),
  constraint form_attempts_form_id_fkey FOREIGN KEY (form_id) REFERENCES forms(id) ON DELETE CASCADE,
  constraint form_attempts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX form_attempts_by_end ON public.form_attempts USING btree (ends);
CREATE INDEX form_attempts_by_form ON public.form_attempts USING btree (form_id);
alter table form_attempts enable row level security, force row level security;
create policy own_accounts on form_attempts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM forms f
  WHERE (f.id = form_attempts.form_id)))));
create policy own_workspace on form_attempts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on form_attempts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on form_attempts to autodm_system;
grant delete, insert, select, update on form_attempts to autodm_web;

create table former_tag_names (
  workspace_id uuid not null,
  key text not null,
  tag_id uuid not null,
  constraint former_tag_names_pkey PRIMARY KEY (workspace_id, key),
  constraint former_tag_names_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id) ON DELETE CASCADE,
  constraint former_tag_names_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX former_tag_names_by_tag ON public.former_tag_names USING btree (tag_id);
alter table former_tag_names enable row level security, force row level security;
create policy own_accounts on former_tag_names as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on former_tag_names for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on former_tag_names for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on former_tag_names to autodm_system;
grant delete, insert, select, update on former_tag_names to autodm_web;

create table forms (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  name text not null,
  slug text collate "C" not null,
  fields jsonb not null,
  consent_text text,
  continues_in text not null,
  message text,
  is_active boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version integer not null default 1,
  names_account boolean not null default false,
  constraint forms_pkey PRIMARY KEY (id),
  constraint forms_slug_key UNIQUE (slug),
  constraint forms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint forms_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX forms_by_account ON public.forms USING btree (account_id);
CREATE INDEX forms_by_workspace ON public.forms USING btree (workspace_id, id DESC);
alter table forms enable row level security, force row level security;
create policy own_accounts on forms as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on forms for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on forms for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on forms to autodm_system;
grant delete, insert, select, update on forms to autodm_web;

create table identity."twoFactor" (
  id uuid not null default gen_random_uuid(),
  secret text not null,
  "backupCodes" text not null,
  "userId" uuid not null,
  verified boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamp with time zone,
  constraint "twoFactor_pkey" PRIMARY KEY (id),
  constraint "twoFactor_userId_key" UNIQUE ("userId"),
  constraint "twoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES identity."user"(id) ON DELETE CASCADE
);
grant delete, insert, select, update on identity."twoFactor" to autodm_system;

create table identity."user" (
  id uuid not null default gen_random_uuid(),
  name text not null,
  email text not null,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  instance_admin boolean not null default false,
  "twoFactorEnabled" boolean default false,
  language text,
  time_zone text,
  email_by_self boolean not null default false,
  constraint user_pkey PRIMARY KEY (id),
  constraint user_email_key UNIQUE (email)
);
grant delete, insert, select, update on identity."user" to autodm_system;

create table identity.account (
  id uuid not null default gen_random_uuid(),
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null,
  name text,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_of_one_person UNIQUE ("providerId", "accountId"),
  constraint "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES identity."user"(id) ON DELETE CASCADE
);
CREATE INDEX "account_userId_idx" ON identity.account USING btree ("userId");
grant delete, insert, select, update on identity.account to autodm_system;

create table identity.api_keys (
  id uuid not null,
  workspace_id uuid not null,
  member_id uuid,
  made_by text not null,
  name text not null,
  prefix text not null,
  hash bytea not null,
  scopes text[] not null,
  account_ids uuid[],
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  made_with bytea,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_hash_key UNIQUE (hash),
  constraint api_keys_member_id_fkey FOREIGN KEY (member_id) REFERENCES identity.member(id) ON DELETE SET NULL,
  constraint api_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX api_keys_by_member ON identity.api_keys USING btree (member_id);
CREATE INDEX api_keys_by_workspace ON identity.api_keys USING btree (workspace_id, created_at DESC, id DESC);
grant delete, insert, select, update on identity.api_keys to autodm_system;

create table identity.invitations (
  id uuid not null,
  workspace_id uuid not null,
  email text not null,
  role text not null,
  account_ids uuid[],
  token_hash text not null,
  invited_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_token_hash_key UNIQUE (token_hash),
  constraint invitations_workspace_id_email_key UNIQUE (workspace_id, email),
  constraint invitations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
grant delete, insert, select, update on identity.invitations to autodm_system;

create table identity.member (
  id uuid not null default gen_random_uuid(),
  "organizationId" uuid not null,
  "userId" uuid not null,
  role text not null,
  "createdAt" timestamp with time zone not null,
  constraint member_pkey PRIMARY KEY (id),
  constraint "member_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES identity.organization(id) ON DELETE CASCADE,
  constraint "member_userId_fkey" FOREIGN KEY ("userId") REFERENCES identity."user"(id) ON DELETE CASCADE
);
CREATE INDEX "member_organizationId_idx" ON identity.member USING btree ("organizationId");
CREATE INDEX "member_userId_idx" ON identity.member USING btree ("userId");
CREATE UNIQUE INDEX member_once ON identity.member USING btree ("organizationId", "userId");
grant delete, insert, select, update on identity.member to autodm_system;

create table identity.member_accounts (
  member_id uuid not null,
  account_ids uuid[] not null,
  constraint member_accounts_pkey PRIMARY KEY (member_id),
  constraint member_accounts_member_id_fkey FOREIGN KEY (member_id) REFERENCES identity.member(id) ON DELETE CASCADE
);
grant delete, insert, select, update on identity.member_accounts to autodm_system;

create table identity.organization (
  id uuid not null default gen_random_uuid(),
  name text not null,
  slug text not null,
  logo text,
  "createdAt" timestamp with time zone not null,
  metadata text,
  constraint organization_pkey PRIMARY KEY (id),
  constraint organization_slug_key UNIQUE (slug)
);
grant delete, insert, select, update on identity.organization to autodm_system;

create table identity.session (
  id uuid not null default gen_random_uuid(),
  "expiresAt" timestamp with time zone not null,
  token text not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null,
  "activeOrganizationId" text,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_key UNIQUE (token),
  constraint "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES identity."user"(id) ON DELETE CASCADE
);
CREATE INDEX "session_userId_idx" ON identity.session USING btree ("userId");
grant delete, insert, select, update on identity.session to autodm_system;

create table identity.sign_in_attempts (
  key text not null,
  attempts integer not null,
  ends timestamp with time zone not null,
  constraint sign_in_attempts_pkey PRIMARY KEY (key)
);
CREATE INDEX sign_in_attempts_by_end ON identity.sign_in_attempts USING btree (ends);
grant delete, insert, select, update on identity.sign_in_attempts to autodm_system;

create table identity.verification (
  id uuid not null default gen_random_uuid(),
  identifier text not null,
  value text not null,
  "expiresAt" timestamp with time zone not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_identifier_idx ON identity.verification USING btree (identifier);
grant delete, insert, select, update on identity.verification to autodm_system;

create table import_failures (
  import_id uuid not null,
  row_number integer not null,
  workspace_id uuid not null,
  starts bigint not null,
  ends bigint not null,
  problems jsonb not null,
  constraint import_failures_pkey PRIMARY KEY (import_id, row_number),
  constraint import_failures_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE,
  constraint import_failures_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX import_failures_by_workspace ON public.import_failures USING btree (workspace_id);
alter table import_failures enable row level security, force row level security;
create policy own_accounts on import_failures as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR false));
create policy own_workspace on import_failures for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on import_failures for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on import_failures to autodm_system;
grant delete, insert, select, update on import_failures to autodm_web;

create table imports (
  id uuid not null,
  workspace_id uuid not null,
  actor text not null,
  name text not null,
  encoding text not null,
  delimiter text not null,
  columns jsonb not null,
  targets jsonb not null,
  options jsonb not null,
  state text not null,
  code text,
  has_file boolean not null default true,
  total integer not null,
  done integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  place bigint not null,
  erased jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint imports_pkey PRIMARY KEY (id),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  constraint imports_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX imports_by_age ON public.imports USING btree (workspace_id, created_at);
CREATE INDEX imports_running ON public.imports USING btree (workspace_id) WHERE (state = 'running'::text);
alter table imports enable row level security, force row level security;
create policy own_accounts on imports as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR false));
create policy own_workspace on imports for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on imports for all to autodm_system using (true) with check (true);
CREATE TRIGGER imports_forgotten AFTER UPDATE ON public.imports REFERENCING OLD TABLE AS was NEW TABLE AS is_now FOR EACH STATEMENT EXECUTE FUNCTION note_forgotten_import_files();
CREATE TRIGGER imports_removed AFTER DELETE ON public.imports REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_import_files();
grant delete, insert, select, update on imports to autodm_system;
grant delete, insert, select, update on imports to autodm_web;

create table inbox_settings (
  workspace_id uuid not null,
  last_assigned uuid,
  unread_after bigint not null default 0,
  round_robin boolean not null default false,
  hand_over_words text[] not null default '{}'::text[],
  constraint inbox_settings_pkey PRIMARY KEY (workspace_id),
  constraint inbox_settings_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table inbox_settings enable row level security, force row level security;
create policy own_accounts on inbox_settings as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on inbox_settings for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on inbox_settings for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on inbox_settings to autodm_system;
grant delete, insert, select, update on inbox_settings to autodm_web;

create table instance_settings (
  name text not null,
  value jsonb not null,
  constraint instance_settings_pkey PRIMARY KEY (name)
);
grant delete, insert, select, update on instance_settings to autodm_system;

create table job_attempts (
  job_id uuid not null,
  number integer not null,
  workspace_id uuid,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  outcome text not null,
  code text,
  detail jsonb,
  worker integer,
  constraint job_attempts_pkey PRIMARY KEY (job_id, number),
  constraint job_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'later'::text, 'failed'::text, 'in_doubt'::text, 'lost'::text]))),
  constraint job_attempts_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE
);
alter table job_attempts enable row level security, force row level security;
create policy own_accounts on job_attempts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM jobs j
  WHERE (j.id = job_attempts.job_id)))));
create policy own_workspace on job_attempts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on job_attempts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on job_attempts to autodm_system;
grant delete, insert, select, update on job_attempts to autodm_web;

create table jobs (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid,
  account_id uuid,
  turn uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  kind text not null,
  lane text collate "C",
  priority smallint not null default 0,
  state text not null default 'waiting'::text,
  run_at timestamp with time zone not null,
  gives_up_at timestamp with time zone,
  unique_key text collate "C",
  data jsonb not null default '{}'::jsonb,
  epoch integer not null default 0,
  attempts integer not null default 0,
  failures smallint not null default 0,
  lease_holder integer,
  lease_until timestamp with time zone,
  lease_losses smallint not null default 0,
  started_at timestamp with time zone,
  code text,
  detail jsonb,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  behind boolean not null default false,
  slot smallint,
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'parked'::text, 'done'::text]))),
  constraint jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint jobs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX jobs_behind ON public.jobs USING btree (lane, seq) WHERE ((state = 'waiting'::text) AND behind);
CREATE INDEX jobs_by_account ON public.jobs USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX jobs_due ON public.jobs USING btree (priority, kind, turn, run_at, seq) WHERE ((state = 'waiting'::text) AND (NOT behind));
CREATE INDEX jobs_finished ON public.jobs USING btree (workspace_id, finished_at) WHERE ((state = 'done'::text) AND (kind <> 'deliver'::text));
CREATE INDEX jobs_lane ON public.jobs USING btree (lane, seq) WHERE ((lane IS NOT NULL) AND (state = ANY (ARRAY['waiting'::text, 'running'::text])));
CREATE INDEX jobs_leased ON public.jobs USING btree (lease_until) WHERE (lease_holder IS NOT NULL);
CREATE UNIQUE INDEX jobs_one_of_lane ON public.jobs USING btree (lane) WHERE ((lane IS NOT NULL) AND (state = 'running'::text));
CREATE INDEX jobs_overdue ON public.jobs USING btree (gives_up_at) WHERE ((state = 'waiting'::text) AND (gives_up_at IS NOT NULL));
CREATE INDEX jobs_parked ON public.jobs USING btree (workspace_id, seq DESC) WHERE (state = 'parked'::text);
CREATE INDEX jobs_shown ON public.jobs USING btree (workspace_id, seq DESC);
CREATE UNIQUE INDEX jobs_slot ON public.jobs USING btree (turn, kind, slot) WHERE ((state = 'running'::text) AND (slot IS NOT NULL));
CREATE UNIQUE INDEX jobs_unique ON public.jobs USING btree (unique_key) WHERE (unique_key IS NOT NULL);
alter table jobs enable row level security, force row level security;
create policy own_accounts on jobs as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on jobs for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on jobs for all to autodm_system using (true) with check (true);
CREATE TRIGGER jobs_left_lane AFTER UPDATE OF state ON public.jobs FOR EACH ROW WHEN (((old.lane IS NOT NULL) AND (NOT old.behind) AND (old.state = ANY (ARRAY['waiting'::text, 'running'::text])) AND (new.state = ANY (ARRAY['done'::text, 'parked'::text])))) EXECUTE FUNCTION bring_back_behind();
CREATE TRIGGER jobs_removed AFTER DELETE ON public.jobs FOR EACH ROW WHEN (((old.lane IS NOT NULL) AND (NOT old.behind) AND (old.state = ANY (ARRAY['waiting'::text, 'running'::text])))) EXECUTE FUNCTION bring_back_behind();
grant delete, insert, select, update on jobs to autodm_system;
grant delete, insert, select, update on jobs to autodm_web;

create table lead_alerts (
  account_id uuid not null,
  form_id text not null,
  code text not null,
  workspace_id uuid not null,
  words text not null,
  since timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint lead_alerts_pkey PRIMARY KEY (account_id, form_id, code),
  constraint lead_alerts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint lead_alerts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table lead_alerts enable row level security, force row level security;
create policy own_accounts on lead_alerts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on lead_alerts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on lead_alerts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on lead_alerts to autodm_system;
grant delete, insert, select, update on lead_alerts to autodm_web;

create table lead_dms (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  lead_id uuid not null,
  account_id uuid,
  provider text not null,
  state text not null,
  text text not null,
  attempt integer not null,
  token text,
  waits_until timestamp with time zone,
  error_code text,
  error_words text,
  created_at timestamp with time zone not null,
  constraint lead_dms_pkey PRIMARY KEY (id),
  constraint lead_dms_token_key UNIQUE (token),
  constraint lead_dms_check CHECK (((state <> 'waiting'::text) OR ((token IS NOT NULL) AND (waits_until IS NOT NULL)))),
  constraint lead_dms_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent_on'::text, 'failed'::text, 'coming_soon'::text]))),
  constraint lead_dms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint lead_dms_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE CASCADE,
  constraint lead_dms_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX lead_dms_by_account ON public.lead_dms USING btree (account_id);
CREATE INDEX lead_dms_by_age ON public.lead_dms USING btree (workspace_id, created_at);
CREATE INDEX lead_dms_by_lead ON public.lead_dms USING btree (lead_id, seq DESC);
CREATE INDEX lead_dms_by_workspace ON public.lead_dms USING btree (workspace_id, seq DESC);
alter table lead_dms enable row level security, force row level security;
create policy own_accounts on lead_dms as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM leads l
  WHERE (l.id = lead_dms.lead_id)))));
create policy own_workspace on lead_dms for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on lead_dms for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on lead_dms to autodm_system;
grant delete, insert, select, update on lead_dms to autodm_web;

create table lead_forms (
  account_id uuid not null,
  form_id text not null,
  workspace_id uuid not null,
  name text not null,
  status text not null,
  leads_count integer not null,
  organic_count integer not null,
  expired_count integer not null,
  allows_organic boolean not null,
  questions jsonb not null,
  mapping jsonb not null default '{}'::jsonb,
  read_until timestamp with time zone not null,
  read_count integer not null default 0,
  reading_at timestamp with time zone,
  last_lead_at timestamp with time zone,
  checked_at timestamp with time zone not null,
  constraint lead_forms_pkey PRIMARY KEY (account_id, form_id),
  constraint lead_forms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint lead_forms_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table lead_forms enable row level security, force row level security;
create policy own_accounts on lead_forms as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on lead_forms for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on lead_forms for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on lead_forms to autodm_system;
grant delete, insert, select, update on lead_forms to autodm_web;

create table leads (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  source text not null,
  account_id uuid,
  contact_id uuid,
  automation_id uuid,
  version_id uuid,
  run_id uuid,
  event_id uuid,
  email text,
  phone text,
  name text,
  custom_fields jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  status text not null default 'NEW'::text,
  notified boolean not null default false,
  exported boolean not null default false,
  captured_at timestamp with time zone not null,
  unique_key text collate "C" not null,
  email_key text,
  phone_key text,
  form_id text,
  campaign_id text,
  processed_at timestamp with time zone,
  archived_at timestamp with time zone,
  constraint leads_pkey PRIMARY KEY (id),
  constraint leads_source_check CHECK ((source = ANY (ARRAY['automation'::text, 'form'::text, 'lead_ad'::text, 'api'::text, 'import'::text]))),
  constraint leads_status_check CHECK ((status = ANY (ARRAY['NEW'::text, 'PROCESSING'::text, 'DELIVERED'::text, 'FAILED'::text]))),
  constraint leads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint leads_automation_id_fkey FOREIGN KEY (automation_id) REFERENCES automations(id) ON DELETE SET NULL,
  constraint leads_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint leads_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX leads_archived ON public.leads USING btree (workspace_id, seq DESC) WHERE (archived_at IS NOT NULL);
CREATE INDEX leads_archived_at ON public.leads USING btree (archived_at) WHERE (archived_at IS NOT NULL);
CREATE INDEX leads_by_account ON public.leads USING btree (account_id, seq DESC);
CREATE INDEX leads_by_automation ON public.leads USING btree (automation_id, seq DESC);
CREATE INDEX leads_by_campaign ON public.leads USING btree (workspace_id, campaign_id, seq DESC) WHERE (campaign_id IS NOT NULL);
CREATE INDEX leads_by_contact ON public.leads USING btree (contact_id);
CREATE INDEX leads_by_email ON public.leads USING btree (workspace_id, email_key) WHERE (email_key IS NOT NULL);
CREATE INDEX leads_by_form ON public.leads USING btree (workspace_id, form_id, seq DESC) WHERE (form_id IS NOT NULL);
CREATE INDEX leads_by_phone ON public.leads USING btree (workspace_id, phone_key) WHERE (phone_key IS NOT NULL);
CREATE INDEX leads_by_source ON public.leads USING btree (workspace_id, source, seq DESC);
CREATE INDEX leads_by_status ON public.leads USING btree (workspace_id, status, seq DESC) WHERE (archived_at IS NULL);
CREATE INDEX leads_by_time ON public.leads USING btree (workspace_id, captured_at, seq DESC);
CREATE INDEX leads_by_words ON public.leads USING gin ((((((((COALESCE(email, ''::text) || ' '::text) || COALESCE(phone, ''::text)) || ' '::text) || COALESCE(name, ''::text)) || ' '::text) || (custom_fields)::text)) gin_trgm_ops);
CREATE INDEX leads_by_workspace ON public.leads USING btree (workspace_id, seq DESC);
CREATE INDEX leads_of_others ON public.leads USING btree (workspace_id, captured_at) INCLUDE (account_id) WHERE (source <> 'automation'::text);
CREATE INDEX leads_suspected ON public.leads USING btree (form_id) WHERE (metadata ? 'suspected'::text);
CREATE UNIQUE INDEX leads_unique ON public.leads USING btree (unique_key);
CREATE INDEX leads_with_address ON public.leads USING btree (workspace_id, captured_at) WHERE (metadata ?| ARRAY['address'::text, 'browser'::text]);
alter table leads enable row level security, force row level security;
create policy own_accounts on leads as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR
CASE
    WHEN (account_id IS NULL) THEN false
    ELSE (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))
END));
create policy own_workspace on leads for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on leads for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on leads to autodm_system;
grant delete, insert, select, update on leads to autodm_web;

create table limit_windows (
  limit_id bigint not null,
  workspace_id uuid not null,
  calls integer not null,
  per_ms double precision not null,
  newest bigint not null,
  counts integer[] not null,
  constraint limit_windows_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES send_limits(id) ON DELETE CASCADE
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX limit_windows_newest ON public.limit_windows USING btree (limit_id, newest);
alter table limit_windows enable row level security, force row level security;
create policy own_accounts on limit_windows as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM send_limits s
  WHERE (s.id = limit_windows.limit_id)))));
create policy own_workspace on limit_windows for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on limit_windows for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on limit_windows to autodm_system;
grant delete, insert, select, update on limit_windows to autodm_web;

create table login_states (
  hash text not null,
  workspace_id uuid not null,
  provider text not null,
  begun_by text not null,
  account_id uuid,
  redirect_uri text not null,
  return_to text not null,
  simulated boolean not null,
  expires_at timestamp with time zone not null,
  constraint login_states_pkey PRIMARY KEY (hash),
  constraint login_states_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint login_states_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX login_states_by_account ON public.login_states USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX login_states_by_end ON public.login_states USING btree (expires_at);
alter table login_states enable row level security, force row level security;
create policy own_accounts on login_states as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on login_states for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on login_states for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on login_states to autodm_system;
grant delete, insert, select, update on login_states to autodm_web;

create table mails (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  event_id uuid,
  unique_key text not null,
  recipient text,
  content jsonb,
  status text not null default 'pending'::text,
  code text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint mails_pkey PRIMARY KEY (id),
  constraint mails_workspace_id_unique_key_key UNIQUE (workspace_id, unique_key),
  constraint mails_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text, 'in_doubt'::text]))),
  constraint mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint mails_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint mails_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX mails_by_account ON public.mails USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX mails_by_contact ON public.mails USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX mails_by_event ON public.mails USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX mails_by_lead ON public.mails USING btree (lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX mails_ended ON public.mails USING btree (workspace_id, ended_at) WHERE (ended_at IS NOT NULL);
alter table mails enable row level security, force row level security;
create policy own_accounts on mails as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on mails for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on mails for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on mails to autodm_system;
grant delete, insert, select, update on mails to autodm_web;

create table media (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid,
  contact_id uuid,
  source text not null,
  kind text not null,
  state text not null,
  code text,
  type text,
  size bigint,
  sha256 bytea,
  name text,
  channel_media_id text,
  created_at timestamp with time zone not null,
  constraint media_pkey PRIMARY KEY (id),
  constraint media_check CHECK (((state <> 'stored'::text) OR ((size IS NOT NULL) AND (type IS NOT NULL) AND (sha256 IS NOT NULL)))),
  constraint media_source_check CHECK ((source = ANY (ARRAY['person'::text, 'upload'::text]))),
  constraint media_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'stored'::text, 'failed'::text]))),
  constraint media_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint media_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint media_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX media_by_account ON public.media USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX media_by_age ON public.media USING btree (workspace_id, created_at);
CREATE INDEX media_by_contact ON public.media USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX media_sizes ON public.media USING btree (workspace_id) INCLUDE (size) WHERE (state = 'stored'::text);
alter table media enable row level security, force row level security;
create policy own_accounts on media as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on media for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on media for all to autodm_system using (true) with check (true);
CREATE TRIGGER media_removed AFTER DELETE ON public.media REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_removed_files();
grant delete, insert, select, update on media to autodm_system;
grant delete, insert, select, update on media to autodm_web;

create table media_uploads (
  media_id uuid not null,
  account_id uuid not null,
  workspace_id uuid not null,
  channel_media_id text,
  expires_at timestamp with time zone not null,
  code text,
  words text,
  constraint media_uploads_pkey PRIMARY KEY (media_id, account_id),
  constraint media_uploads_check CHECK (((channel_media_id IS NOT NULL) OR (code IS NOT NULL))),
  constraint media_uploads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint media_uploads_media_id_fkey FOREIGN KEY (media_id) REFERENCES media(id) ON DELETE CASCADE,
  constraint media_uploads_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX media_uploads_by_account ON public.media_uploads USING btree (account_id);
alter table media_uploads enable row level security, force row level security;
create policy own_accounts on media_uploads as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on media_uploads for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on media_uploads for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on media_uploads to autodm_system;
grant delete, insert, select, update on media_uploads to autodm_web;

create table message_prices (
  message_id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  category text not null,
  type text,
  model text,
  is_billable boolean,
  at timestamp with time zone not null,
  constraint message_prices_pkey PRIMARY KEY (message_id),
  constraint message_prices_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint message_prices_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint message_prices_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX message_prices_by_account ON public.message_prices USING btree (account_id);
CREATE INDEX message_prices_by_time ON public.message_prices USING btree (workspace_id, at);
alter table message_prices enable row level security, force row level security;
create policy own_accounts on message_prices as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on message_prices for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on message_prices for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on message_prices to autodm_system;
grant delete, insert, select, update on message_prices to autodm_web;

create table messages (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid not null,
  contact_id uuid,
  lane text not null,
  kind text not null,
  comment_id text,
  media_id text,
  content json not null,
  state text not null default 'open'::text statistics 0,
  epoch integer not null default 0,
  not_before timestamp with time zone not null,
  attempts integer not null default 0,
  failures smallint not null default 0,
  doubts smallint not null default 0,
  sending_at timestamp with time zone,
  final_at timestamp with time zone,
  channel_message_id text,
  error_code text,
  error_words text,
  by_hand boolean not null default false,
  event_id uuid,
  automation_id uuid,
  version_id uuid,
  run_id uuid,
  step_id text,
  variation smallint,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_kind_check CHECK ((kind = ANY (ARRAY['public_reply'::text, 'private_reply'::text, 'message'::text]))),
  constraint messages_lane_check CHECK ((lane = ANY (ARRAY['public'::text, 'direct'::text]))),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['open'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'refused'::text, 'parked'::text])))
) with (fillfactor=70);
CREATE INDEX messages_by_account ON public.messages USING btree (account_id, seq DESC);
CREATE INDEX messages_by_conversation ON public.messages USING btree (conversation_id, seq DESC);
CREATE INDEX messages_by_event ON public.messages USING btree (event_id);
CREATE INDEX messages_by_hand ON public.messages USING btree (workspace_id, created_at) WHERE by_hand;
CREATE INDEX messages_by_run ON public.messages USING btree (run_id, seq DESC);
CREATE INDEX messages_by_words ON public.messages USING gin (((content ->> 'text'::text)) gin_trgm_ops) WHERE by_hand;
CREATE INDEX messages_by_workspace ON public.messages USING btree (workspace_id, seq DESC);
CREATE INDEX messages_dead ON public.messages USING btree (workspace_id, seq DESC) WHERE (error_code IS NOT NULL);
alter table messages enable row level security, force row level security;
create policy own_accounts on messages as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on messages for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on messages for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on messages to autodm_system;
grant delete, insert, select, update on messages to autodm_web;

create table migrations (
  name text not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint migrations_pkey PRIMARY KEY (name)
);
grant select on migrations to autodm_system;
grant select on migrations to autodm_web;

create table occurrences (
  id uuid not null,
  seq bigint not null generated always as identity,
  workspace_id uuid not null,
  account_id uuid not null,
  kind text not null,
  key text not null,
  contact_id uuid,
  due_at timestamp with time zone not null,
  data jsonb not null,
  created_at timestamp with time zone not null,
  attempts smallint not null default 0,
  constraint occurrences_pkey PRIMARY KEY (id),
  constraint occurrences_account_id_key_key UNIQUE (account_id, key),
  constraint occurrences_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint occurrences_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX occurrences_by_contact ON public.occurrences USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX occurrences_due ON public.occurrences USING btree (due_at, seq);
alter table occurrences enable row level security, force row level security;
create policy own_accounts on occurrences as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on occurrences for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on occurrences for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on occurrences to autodm_system;
grant delete, insert, select, update on occurrences to autodm_web;

create table opt_out_notes (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid not null,
  change text not null,
  source text,
  reason text not null,
  actor text not null,
  at timestamp with time zone not null,
  constraint opt_out_notes_pkey PRIMARY KEY (id),
  constraint opt_out_notes_change_check CHECK ((change = ANY (ARRAY['out'::text, 'in'::text]))),
  constraint opt_out_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint opt_out_notes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint opt_out_notes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX opt_out_notes_by_account ON public.opt_out_notes USING btree (account_id);
CREATE INDEX opt_out_notes_by_thread ON public.opt_out_notes USING btree (conversation_id, at);
CREATE INDEX opt_out_notes_by_workspace ON public.opt_out_notes USING btree (workspace_id);
alter table opt_out_notes enable row level security, force row level security;
create policy own_accounts on opt_out_notes as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on opt_out_notes for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on opt_out_notes for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on opt_out_notes to autodm_system;
grant delete, insert, select, update on opt_out_notes to autodm_web;

create table outbox (
  message_id uuid not null,
  seq bigint not null,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid not null,
  lane text not null,
  kind text not null,
  state text not null default 'planned'::text statistics 0,
  epoch integer not null default 0,
  not_before timestamp with time zone not null,
  expires_at timestamp with time zone,
  attempts integer not null default 0,
  failures smallint not null default 0,
  doubts smallint not null default 0,
  lease_holder integer,
  lease_until timestamp with time zone,
  lease_losses smallint not null default 0,
  sending_at timestamp with time zone,
  error_code text,
  error_words text,
  waits_for uuid,
  constraint outbox_pkey PRIMARY KEY (message_id),
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'claimed'::text, 'sending'::text, 'in_doubt'::text])))
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);
CREATE INDEX outbox_doubtful ON public.outbox USING btree (account_id, seq) WHERE (doubts > 0);
CREATE INDEX outbox_due ON public.outbox USING btree (account_id, kind, not_before, seq);
CREATE INDEX outbox_expiring ON public.outbox USING btree (account_id, kind, expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX outbox_lane ON public.outbox USING btree (conversation_id, lane, seq);
CREATE INDEX outbox_leased ON public.outbox USING btree (lease_until) WHERE (lease_until IS NOT NULL);
CREATE INDEX outbox_waiting ON public.outbox USING btree (waits_for) WHERE (waits_for IS NOT NULL);
alter table outbox enable row level security, force row level security;
create policy own_accounts on outbox as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on outbox for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on outbox for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on outbox to autodm_system;
grant delete, insert, select, update on outbox to autodm_web;

create table public_texts (
  workspace_id uuid not null,
  privacy text,
  terms text,
  contact_email text,
  updated_at timestamp with time zone not null,
  constraint public_texts_pkey PRIMARY KEY (workspace_id),
  constraint public_texts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table public_texts enable row level security, force row level security;
create policy own_accounts on public_texts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on public_texts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on public_texts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on public_texts to autodm_system;
grant delete, insert, select, update on public_texts to autodm_web;

create table reading_attempts (
  subject text not null,
  attempts integer not null,
  attempted_at timestamp with time zone not null,
  reason text,
  constraint reading_attempts_pkey PRIMARY KEY (subject)
);
grant delete, insert, select, update on reading_attempts to autodm_system;

create table removed_files (
  path text not null,
  constraint removed_files_pkey PRIMARY KEY (path)
);
grant delete, insert, select, update on removed_files to autodm_system;
grant insert on removed_files to autodm_web;

create table runs (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  automation_id uuid not null,
  version_id uuid not null,
  conversation_id uuid not null,
  event_id uuid not null,
  comment_id text,
  private_reply_used boolean not null default false,
  state text not null statistics 0,
  step_id text,
  answer text,
  saved jsonb not null default '{}'::jsonb,
  tries smallint not null default 0,
  wake_at timestamp with time zone,
  lead_id uuid,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint runs_pkey PRIMARY KEY (id),
  constraint runs_automation_id_event_id_key UNIQUE (automation_id, event_id),
  constraint runs_state_check CHECK ((state = ANY (ARRAY['waiting_answer'::text, 'waiting_time'::text, 'done'::text, 'no_answer'::text, 'gave_up'::text, 'superseded'::text, 'stopped'::text])))
);
CREATE INDEX runs_by_automation ON public.runs USING btree (automation_id) WHERE (state = ANY (ARRAY['waiting_answer'::text, 'waiting_time'::text]));
CREATE INDEX runs_by_conversation ON public.runs USING btree (conversation_id);
CREATE INDEX runs_due ON public.runs USING btree (wake_at) WHERE (state = ANY (ARRAY['waiting_answer'::text, 'waiting_time'::text]));
CREATE INDEX runs_ended ON public.runs USING btree (workspace_id, ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX runs_one_question ON public.runs USING btree (conversation_id) WHERE (state = 'waiting_answer'::text);
CREATE INDEX runs_open ON public.runs USING btree (conversation_id) WHERE (state = ANY (ARRAY['waiting_answer'::text, 'waiting_time'::text]));
CREATE INDEX runs_waiting_by_event ON public.runs USING btree (event_id) WHERE (state = ANY (ARRAY['waiting_answer'::text, 'waiting_time'::text]));
alter table runs enable row level security, force row level security;
create policy own_accounts on runs as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on runs for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on runs for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on runs to autodm_system;
grant delete, insert, select, update on runs to autodm_web;

create table segments (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  key text not null,
  conditions jsonb not null,
  created_at timestamp with time zone not null,
  constraint segments_pkey PRIMARY KEY (id),
  constraint segments_workspace_id_key_key UNIQUE (workspace_id, key),
  constraint segments_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table segments enable row level security, force row level security;
create policy own_accounts on segments as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (NOT (EXISTS ( SELECT
   FROM jsonb_array_elements(segments.conditions) one(value)
  WHERE (((one.value ->> 'about'::text) = 'account'::text) AND (NOT (((one.value ->> 'value'::text))::uuid = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[])))))))));
create policy own_workspace on segments for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on segments for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on segments to autodm_system;
grant delete, insert, select, update on segments to autodm_web;

create table send_limits (
  account_id uuid not null,
  kind text not null,
  key text not null,
  workspace_id uuid not null,
  blocked_until timestamp with time zone,
  id bigint not null generated always as identity,
  constraint send_limits_pkey PRIMARY KEY (account_id, kind, key),
  constraint send_limits_id_key UNIQUE (id),
  constraint send_limits_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint send_limits_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table send_limits enable row level security, force row level security;
create policy own_accounts on send_limits as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on send_limits for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on send_limits for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on send_limits to autodm_system;
grant delete, insert, select, update on send_limits to autodm_web;

create table tags (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  key text not null,
  color text,
  created_at timestamp with time zone not null,
  constraint tags_pkey PRIMARY KEY (id),
  constraint tags_workspace_id_key_key UNIQUE (workspace_id, key),
  constraint tags_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table tags enable row level security, force row level security;
create policy own_accounts on tags as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR true));
create policy own_workspace on tags for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on tags for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on tags to autodm_system;
grant delete, insert, select, update on tags to autodm_web;

create table template_drafts (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  name text not null,
  language text not null,
  given jsonb not null,
  created_at timestamp with time zone not null,
  constraint template_drafts_pkey PRIMARY KEY (id),
  constraint template_drafts_account_id_name_language_key UNIQUE (account_id, name, language),
  constraint template_drafts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint template_drafts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
alter table template_drafts enable row level security, force row level security;
create policy own_accounts on template_drafts as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on template_drafts for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on template_drafts for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on template_drafts to autodm_system;
grant delete, insert, select, update on template_drafts to autodm_web;

create table template_syncs (
  account_id uuid not null,
  workspace_id uuid not null,
  read_at timestamp with time zone,
  refused_at timestamp with time zone,
  code text,
  words text,
  constraint template_syncs_pkey PRIMARY KEY (account_id),
  constraint template_syncs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint template_syncs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX template_syncs_by_workspace ON public.template_syncs USING btree (workspace_id);
alter table template_syncs enable row level security, force row level security;
create policy own_accounts on template_syncs as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on template_syncs for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on template_syncs for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on template_syncs to autodm_system;
grant delete, insert, select, update on template_syncs to autodm_web;

create table templates (
  id uuid not null,
  workspace_id uuid not null,
  account_id uuid not null,
  template_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  quality text,
  parts jsonb not null,
  rejected_reason text,
  edits jsonb not null default '[]'::jsonb,
  synced_at timestamp with time zone not null,
  former_category text,
  constraint templates_pkey PRIMARY KEY (id),
  constraint templates_account_id_template_id_key UNIQUE (account_id, template_id),
  constraint templates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint templates_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX templates_by_name ON public.templates USING btree (account_id, name, language);
alter table templates enable row level security, force row level security;
create policy own_accounts on templates as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (account_id = ANY (( SELECT seen_accounts() AS seen_accounts)::uuid[]))));
create policy own_workspace on templates for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on templates for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on templates to autodm_system;
grant delete, insert, select, update on templates to autodm_web;

create table waiting_statuses (
  seq bigint not null generated always as identity,
  message_id uuid not null,
  workspace_id uuid not null,
  channel_message_id text not null,
  occurred_at timestamp with time zone not null,
  report jsonb not null,
  constraint waiting_statuses_pkey PRIMARY KEY (seq),
  constraint waiting_statuses_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint waiting_statuses_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX waiting_statuses_by_message ON public.waiting_statuses USING btree (message_id);
alter table waiting_statuses enable row level security, force row level security;
create policy own_accounts on waiting_statuses as restrictive for all to autodm_web using (((( SELECT seen_accounts() AS seen_accounts) IS NULL) OR (EXISTS ( SELECT
   FROM messages m
  WHERE (m.id = waiting_statuses.message_id)))));
create policy own_workspace on waiting_statuses for all to autodm_web using ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on waiting_statuses for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on waiting_statuses to autodm_system;
grant delete, insert, select, update on waiting_statuses to autodm_web;

create table workspaces (
  id uuid not null,
  name text not null,
  default_country text not null default 'US'::text,
  time_zone text not null default 'UTC'::text,
  created_at timestamp with time zone not null,
  notices_email text,
  language text not null default 'en'::text,
  dm_texts jsonb not null default '{}'::jsonb,
  clean_up_days integer not null default 90,
  address_days integer not null default 30,
  retention jsonb not null default '{}'::jsonb,
  constraint workspaces_pkey PRIMARY KEY (id),
  constraint workspaces_address_days_check CHECK (((address_days >= 0) AND (address_days <= 3650))),
  constraint workspaces_clean_up_days_check CHECK (((clean_up_days >= 0) AND (clean_up_days <= 3650)))
);
alter table workspaces enable row level security, force row level security;
create policy own_workspace on workspaces for all to autodm_web using ((id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)) with check ((id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid));
create policy system on workspaces for all to autodm_system using (true) with check (true);
grant delete, insert, select, update on workspaces to autodm_system;
grant delete, insert, select, update on workspaces to autodm_web;

create view automation_figures with (security_invoker=true) as
 SELECT s.automation_id,
    s.workspace_id,
    (s.total_triggers + COALESCE(c.triggers, (0)::bigint)) AS total_triggers,
    (s.total_dms_sent + COALESCE(c.dms, (0)::bigint)) AS total_dms_sent,
    (s.total_comments_replied + COALESCE(c.replies, (0)::bigint)) AS total_comments_replied,
    (s.total_leads_captured + COALESCE(c.leads, (0)::bigint)) AS total_leads_captured,
    GREATEST(s.last_triggered_at, c.last_triggered_at) AS last_triggered_at,
    GREATEST(s.last_lead_captured_at, c.last_lead_captured_at) AS last_lead_captured_at
   FROM (automation_stats s
     LEFT JOIN LATERAL ( SELECT sum(automation_counts.triggers) AS triggers,
            sum(automation_counts.dms) AS dms,
            sum(automation_counts.replies) AS replies,
            sum(automation_counts.leads) AS leads,
            max(automation_counts.at) FILTER (WHERE (automation_counts.triggers > 0)) AS last_triggered_at,
            max(automation_counts.at) FILTER (WHERE (automation_counts.leads > 0)) AS last_lead_captured_at
           FROM automation_counts
          WHERE (automation_counts.automation_id = s.automation_id)) c ON (true));
grant select on automation_figures to autodm_system;
grant select on automation_figures to autodm_web;

create view ledger with (security_invoker=true) as
 SELECT m.id,
    m.seq,
    m.workspace_id,
    m.account_id,
    m.conversation_id,
    m.contact_id,
    m.lane,
    m.kind,
    m.comment_id,
    m.media_id,
    m.content,
    COALESCE(o.state, m.state) AS state,
    COALESCE(o.epoch, m.epoch) AS epoch,
    COALESCE(o.not_before, m.not_before) AS not_before,
    m.expires_at,
    COALESCE(o.attempts, m.attempts) AS attempts,
    COALESCE(o.failures, m.failures) AS failures,
    COALESCE(o.doubts, m.doubts) AS doubts,
    o.lease_holder,
    o.lease_until,
    COALESCE(o.lease_losses, (0)::smallint) AS lease_losses,
    COALESCE(o.sending_at, m.sending_at) AS sending_at,
    m.final_at,
    m.channel_message_id,
        CASE
            WHEN (o.message_id IS NULL) THEN m.error_code
            ELSE o.error_code
        END AS error_code,
        CASE
            WHEN (o.message_id IS NULL) THEN m.error_words
            ELSE o.error_words
        END AS error_words,
    m.by_hand,
    m.event_id,
    m.automation_id,
    m.version_id,
    m.run_id,
    m.step_id,
    m.variation,
    m.created_at
   FROM (messages m
     LEFT JOIN outbox o ON ((o.message_id = m.id)));
grant select on ledger to autodm_system;
grant select on ledger to autodm_web;

create view tries with (security_invoker=true) as
 SELECT attempts.message_id,
    attempts.number,
    attempts.started_at,
    attempts.ended_at,
    attempts.outcome,
    attempts.code,
    attempts.words,
    attempts.platform_code,
    attempts.http_status,
    attempts.duration_ms
   FROM attempts
UNION ALL
 SELECT outbox.message_id,
    outbox.attempts AS number,
    outbox.sending_at AS started_at,
    NULL::timestamp with time zone AS ended_at,
    NULL::text AS outcome,
    NULL::text AS code,
    NULL::text AS words,
    NULL::text AS platform_code,
    NULL::smallint AS http_status,
    NULL::integer AS duration_ms
   FROM outbox
  WHERE (outbox.state = 'sending'::text);
grant select on tries to autodm_system;
grant select on tries to autodm_web;
