-- An endpoint is deleted at once, its deliveries in batches by a job (decision 0076): with a foreign key all of them were one statement.
alter table deliveries drop constraint deliveries_endpoint_id_fkey;
