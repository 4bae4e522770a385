-- What is said, read and decided most often, made cheap to write (docs/decisions/0019-narrow-outbox.md, 0020-pages-of-bodies.md).
--
-- The ledger in two tables. `messages`: what we say and how it ended, written when it is planned and once more when it has ended.
-- `outbox`: a narrow row beside it for as long as it is open, which is the queue; it is claimed, sent and deleted. Its updates touch no
-- index but that of leases, and `messages` has no index on anything that changes when a message ends well, so that both stay heap-only.
create table outbox (
  message_id uuid primary key,
  seq bigint not null,
  workspace_id uuid not null,
  account_id uuid not null,
  conversation_id uuid not null,
  lane text not null,
  kind text not null,
  state text not null default 'planned' check (state in ('planned', 'claimed', 'sending', 'in_doubt')),
  epoch integer not null default 0,
  not_before timestamptz not null,
  expires_at timestamptz,
  attempts integer not null default 0,
  failures smallint not null default 0,
  doubts smallint not null default 0,
  lease_holder integer,
  lease_until timestamptz,
  lease_losses smallint not null default 0,
  sending_at timestamptz,
  error_code text,
  error_words text
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
insert into outbox select id, seq, workspace_id, account_id, conversation_id, lane, kind, state, epoch, not_before, expires_at, attempts, failures, doubts,
  lease_holder, lease_until, lease_losses, sending_at, error_code, error_words from messages where state in ('planned', 'claimed', 'sending', 'in_doubt');
create index outbox_due on outbox (account_id, kind, not_before, seq);
create index outbox_expiring on outbox (account_id, kind, expires_at) where expires_at is not null;
create index outbox_lane on outbox (conversation_id, lane, seq);
create index outbox_leased on outbox (lease_until) where lease_until is not null;
create index outbox_doubtful on outbox (account_id, seq) where doubts > 0;
-- Statistics of the moment are always wrong here (0006).
alter table outbox alter column state set statistics 0;
select wall_off('outbox');

-- `open`: the row in `outbox` tells.
drop index messages_due, messages_expiring, messages_open, messages_under_way, messages_leased, messages_doubtful, messages_parked, messages_failed,
  messages_by_channel_id;
alter table messages drop constraint messages_state_check;
update messages set state = 'open' where state in ('planned', 'claimed', 'sending', 'in_doubt');
alter table messages alter column state set default 'open',
  add constraint messages_state_check check (state in ('open', 'sent', 'delivered', 'read', 'refused', 'parked')),
  drop column lease_holder, drop column lease_until, drop column lease_losses;
alter table messages set (fillfactor = 70);
alter table messages alter column content type json using content::json;
create index messages_dead on messages (workspace_id, seq desc) where error_code is not null;

alter table messages alter column attempts type integer;
alter table attempts alter column number type integer;

-- A try is written once, when it has ended; until then its row in `outbox` tells of it. The platform's id of what was said belongs to the try.
alter table attempts add column account_id uuid, add column channel_message_id text;
update attempts t set account_id = m.account_id, channel_message_id = case when t.number = m.attempts then m.channel_message_id end from messages m where m.id = t.message_id;
alter table attempts alter column account_id set not null;
create index attempts_by_channel_id on attempts (account_id, channel_message_id) where channel_message_id is not null;
delete from attempts t using outbox o where o.message_id = t.message_id and o.state = 'sending' and t.number = o.attempts;

-- The ledger as one table, for whoever reads it.
create view ledger with (security_invoker = true) as
select m.id, m.seq, m.workspace_id, m.account_id, m.conversation_id, m.contact_id, m.lane, m.kind, m.comment_id, m.media_id, m.content,
  coalesce(o.state, m.state) as state, coalesce(o.epoch, m.epoch) as epoch, coalesce(o.not_before, m.not_before) as not_before, m.expires_at,
  coalesce(o.attempts, m.attempts) as attempts, coalesce(o.failures, m.failures) as failures, coalesce(o.doubts, m.doubts) as doubts,
  o.lease_holder, o.lease_until, coalesce(o.lease_losses, 0::smallint) as lease_losses, coalesce(o.sending_at, m.sending_at) as sending_at, m.final_at, m.channel_message_id,
  case when o.message_id is null then m.error_code else o.error_code end as error_code,
  case when o.message_id is null then m.error_words else o.error_words end as error_words,
  m.by_hand, m.event_id, m.automation_id, m.version_id, m.run_id, m.step_id, m.variation, m.created_at
from messages m left join outbox o on o.message_id = m.id;
-- Every try, the one that is being made among them.
create view tries with (security_invoker = true) as
select message_id, number, started_at, ended_at, outcome, code, words, platform_code, http_status, duration_ms from attempts
union all
select message_id, attempts, sending_at, null, null, null, null, null, null, null from outbox where state = 'sending';

-- What automations remember of a person stands in the thread, which is read and written anyway: {automation: {at, used: {step: [variations]}}}.
alter table conversations add column memory jsonb not null default '{}';
update conversations c set memory = known.memory from (
  select conversation_id, jsonb_object_agg(automation_id, jsonb_build_object('at', last_started_at, 'used', used_variations)) as memory
  from automation_contacts group by conversation_id) known
where known.conversation_id = c.id;
drop table automation_contacts;

-- Counting is adding a row, and a moment later the scheduler adds rows up (automations/stats.queries.ts): the statistics of a busy automation
-- were one row that every batch of every worker waited for.
create table automation_counts (
  id bigint generated always as identity,
  automation_id uuid not null,
  workspace_id uuid not null,
  at timestamptz not null,
  triggers integer not null,
  dms integer not null,
  replies integer not null,
  leads integer not null,
  primary key (automation_id, id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
select wall_off('automation_counts');
create view automation_figures with (security_invoker = true) as
select s.automation_id, s.workspace_id, s.total_triggers + coalesce(c.triggers, 0) as total_triggers, s.total_dms_sent + coalesce(c.dms, 0) as total_dms_sent,
  s.total_comments_replied + coalesce(c.replies, 0) as total_comments_replied, s.total_leads_captured + coalesce(c.leads, 0) as total_leads_captured,
  greatest(s.last_triggered_at, c.last_triggered_at) as last_triggered_at, greatest(s.last_lead_captured_at, c.last_lead_captured_at) as last_lead_captured_at
from automation_stats s left join lateral (
  select sum(triggers) as triggers, sum(dms) as dms, sum(replies) as replies, sum(leads) as leads, max(at) filter (where triggers > 0) as last_triggered_at,
    max(at) filter (where leads > 0) as last_lead_captured_at
  from automation_counts where automation_id = s.automation_id) c on true;

-- Bodies that were committed together are one row, a page: `lengths` says where each begins. `taken`: how many were read, from the first on.
alter table bodies add column lengths integer[] not null default '{}', add column taken integer not null default 0,
  add column sources text[] not null default '{}', add column account_hints uuid[] not null default '{}';
drop index bodies_kept;
update bodies set lengths = array[octet_length(body)], taken = case when state = 'kept' then 0 else 1 end, sources = array[source], account_hints = array[account_hint],
  notes = case when notes is not null then jsonb_build_array(jsonb_build_object('place', 0, 'state', state, 'notes', notes)) end;
alter table bodies drop column source, drop column account_hint, drop column state;
alter table bodies alter column body set storage external;
alter table bodies_default alter column body set storage external;
create index bodies_kept on bodies (id) where taken < cardinality(lengths);

-- Parsed when somebody looks, which is seldom; taken in as they come, which is always.
alter table events alter column detail type json using detail::json, alter column decision type json using decision::json;

-- Where two contacts turn out to be one, and where an account is removed, these are gone through.
create index leads_by_contact on leads (contact_id);
create index leads_by_account on leads (account_id);
create index runs_by_conversation on runs (conversation_id);

-- Rows that are written with every event check no foreign key any more: 29 lookups an event, of the same workspace and account again and again.
-- Only the reader makes these rows, from what it has just read; accounts.queries.ts deletes them.
do $$
declare one record;
begin
  for one in select conrelid::regclass as of_table, conname from pg_constraint where contype = 'f'
    and conrelid in ('contacts'::regclass, 'contact_identifiers'::regclass, 'conversations'::regclass, 'events'::regclass, 'runs'::regclass,
      'messages'::regclass, 'attempts'::regclass) loop
    execute format('alter table %s drop constraint %I', one.of_table, one.conname);
  end loop;
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant usage on all sequences in schema public to autodm_web, autodm_system;
    grant select on ledger, tries, automation_figures to autodm_web, autodm_system;
  end if;
end $$;
