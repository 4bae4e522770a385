-- What is written with each attempt and each delivery has no key to its workspace any more: PostgreSQL locked the row of the workspace for
-- each of them. Attempts are removed with their job, deliveries with their event.
alter table job_attempts drop constraint job_attempts_workspace_id_fkey;
drop index job_attempts_by_workspace;
alter table deliveries drop constraint deliveries_workspace_id_fkey;
-- Leases by another condition than the state: while few jobs run, the planner took this index for those of one lane, and read all of them
-- for each candidate of a claim.
drop index jobs_leased;
create index jobs_leased on jobs (lease_until) where lease_holder is not null;
