-- Who signed a body, in the place of each (server/model/signer.ts; docs/decisions/0041-who-signed-a-body.md). Empty where a version before this
-- one took the page, also while it still runs beside this one.
alter table bodies add column signers text[] not null default '{}';

-- Attempts to read something that ended without a result, by error or by the end of the process: how often, and why the last time.
-- `subject`: `body <page>/<place>` or `run <id>`. A row is there only while there is trouble (server/inbox/readingTrouble.queries.ts).
create table reading_attempts (
  subject text primary key,
  attempts integer not null,
  attempted_at timestamptz not null,
  reason text
);
select keep_inside('reading_attempts');
