-- How deliveries of an endpoint ended, by the time they did: what its page and the figures count (requirement E6).
create index deliveries_ended on deliveries (endpoint_id, completed_at) include (status) where completed_at is not null and not is_test;
