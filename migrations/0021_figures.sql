-- Home's figures: sums of a quarter of an hour, so that days of every time zone can be made of them. The scheduler adds up (automations/figures.queries.ts);
-- what it has not added up yet is counted where it stands.
create table figures (
  workspace_id uuid not null references workspaces on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  at timestamptz not null,
  -- What people did: comments, and messages with taps. What the account itself wrote is in neither.
  comments integer not null default 0,
  messages integer not null default 0,
  -- What automations did.
  dms integer not null default 0,
  replies integer not null default 0,
  leads integer not null default 0,
  primary key (workspace_id, at, account_id)
);
create index figures_by_account on figures (account_id);
select wall_off('figures');

-- Up to which event is added up. Events are written by one process at a time, so their numbers come in order.
create table figures_place (seq bigint not null);
insert into figures_place select coalesce(max(seq), 0) from events;

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    revoke insert, update, delete on figures from autodm_web;
    grant select, update on figures_place to autodm_system;
    grant select on figures_place to autodm_web;
  end if;
end $$;

insert into figures (workspace_id, account_id, at, comments, messages, dms, replies, leads)
select workspace_id, account_id, at, sum(comments), sum(messages), sum(dms), sum(replies), sum(leads) from (
  select workspace_id, account_id, date_bin('15 minutes', received_at, 'epoch') as at, count(*) filter (where kind in ('comment', 'live_comment', 'mention')) as comments,
    count(*) filter (where kind in ('message', 'postback')) as messages, 0 as dms, 0 as replies, 0 as leads
  from events where kind in ('comment', 'live_comment', 'mention', 'message', 'postback') and silence is distinct from 'own' group by 1, 2, 3
  union all
  select workspace_id, account_id, date_bin('15 minutes', coalesce(final_at, created_at), 'epoch'), 0, 0, count(*) filter (where kind <> 'public_reply'), count(*) filter (where kind = 'public_reply'), 0
  from messages where state in ('sent', 'delivered', 'read') and automation_id is not null group by 1, 2, 3
  union all
  select workspace_id, account_id, date_bin('15 minutes', captured_at, 'epoch'), 0, 0, 0, 0, count(*)
  from leads where account_id is not null group by 1, 2, 3) counted
group by 1, 2, 3;
-- What waits to be added up is in the sums already, so it is added to the automations' own totals alone.
update automation_stats s set total_triggers = s.total_triggers + c.triggers, total_dms_sent = s.total_dms_sent + c.dms,
  total_comments_replied = s.total_comments_replied + c.replies, total_leads_captured = s.total_leads_captured + c.leads,
  last_triggered_at = greatest(s.last_triggered_at, c.triggered_at), last_lead_captured_at = greatest(s.last_lead_captured_at, c.captured_at)
from (select automation_id, sum(triggers) as triggers, sum(dms) as dms, sum(replies) as replies, sum(leads) as leads,
  max(at) filter (where triggers > 0) as triggered_at, max(at) filter (where leads > 0) as captured_at from automation_counts group by automation_id) c
where c.automation_id = s.automation_id;
delete from automation_counts;

-- What people sent by hand belongs to no automation. It is little, and counted where it stands.
create index messages_by_hand on messages (workspace_id, created_at) where by_hand;
