-- How long each kind of data is kept (docs/decisions/0104-retention.md): days by kind (server/model/retention.ts) where a workspace has
-- another number than the default.
alter table workspaces add column retention jsonb not null default '{}';

-- What is removed is found by these, or in the order of its numbers.
create index runs_ended on runs (workspace_id, ended_at) where ended_at is not null;
create index mails_ended on mails (workspace_id, ended_at) where ended_at is not null;
create index lead_dms_by_age on lead_dms (workspace_id, created_at);
drop index jobs_finished;
create index jobs_finished on jobs (workspace_id, finished_at) where state = 'done' and kind <> 'deliver';

-- Jobs that are done are removed with the rest of what is old; nothing runs the kind that did it before.
delete from jobs where kind = 'old_jobs';
