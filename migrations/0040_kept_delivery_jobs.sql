-- Jobs of deliveries are kept as long as their delivery, so the search for old jobs does not read them.
drop index jobs_finished;
create index jobs_finished on jobs (finished_at) where state = 'done' and kind <> 'deliver';
