-- What a webhook left out is asked for by jobs, and what the platform said comes back as an occurrence (docs/decisions/0052-jobs.md).
insert into jobs (id, workspace_id, account_id, kind, run_at, gives_up_at, unique_key, data, failures, created_at)
select id, workspace_id, account_id, 'look_up', due_at, gives_up_at, 'look_up/' || account_id || '/' || kind || '/' || subject,
  jsonb_build_object('ask', kind, 'subject', subject, 'eventId', event_id), least(attempts, 5), gives_up_at - interval '1 day'
from look_ups where answer is null;
insert into occurrences (id, workspace_id, account_id, kind, key, contact_id, due_at, data, created_at)
select id, workspace_id, account_id, 'result', 'result:look_up/' || id, null, due_at,
  jsonb_build_object('kind', 'look_up', 'data', jsonb_build_object('ask', kind, 'subject', subject, 'eventId', event_id), 'result', answer), gives_up_at - interval '1 day'
from look_ups where answer is not null;
drop table look_ups;

-- Figures are added up as far as all events are decided.
create index events_held on events (seq) where outcome = 'held';
