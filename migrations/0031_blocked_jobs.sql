-- Jobs that wait for an earlier one of their lane are set aside when there are many of them, so that a claim does not look through all of them
-- (docs/decisions/0061-blocked-lanes.md, server/jobs/blockedJobs.queries.ts).
alter table jobs add column behind boolean not null default false;
drop index jobs_due;
create index jobs_due on jobs (priority, kind, turn, run_at, seq) where state = 'waiting' and not behind;
create index jobs_behind on jobs (lane, seq) where state = 'waiting' and behind;

-- Whichever way a job leaves its lane (done, parked, too late, removed with its account), the first that was set aside comes back.
create function bring_back_behind() returns trigger language plpgsql as $$
begin
  -- Locked: one that somebody just discards is not the one.
  update jobs set behind = false
  where id = (select id from jobs where lane = old.lane and state = 'waiting' and behind order by seq limit 1 for update);
  return null;
end $$;
create trigger jobs_left_lane after update of state on jobs for each row
  when (old.lane is not null and not old.behind and old.state in ('waiting', 'running') and new.state in ('done', 'parked')) execute function bring_back_behind();
create trigger jobs_removed after delete on jobs for each row
  when (old.lane is not null and not old.behind and old.state in ('waiting', 'running')) execute function bring_back_behind();
