-- Who had opted out before they were erased stays opted out when they come back (docs/decisions/0115-opt-outs-outlive-an-erase.md).
-- Such marks are kept without an end, so the search for old ones passes over them.
alter table erased_people add column opted_out_at timestamptz;
drop index erased_people_by_age;
create index erased_people_by_age on erased_people (erased_at) where opted_out_at is null;

-- An event stays while a run that it started still waits (docs/decisions/0104-retention.md).
create index runs_waiting_by_event on runs (event_id) where state in ('waiting_answer', 'waiting_time');

-- Events outlive the payloads that they came in.
update workspaces set retention = jsonb_set(retention, '{events}', '32') where (retention ->> 'events')::integer between 1 and 31;
