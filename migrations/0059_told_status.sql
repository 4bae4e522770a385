-- The status of an account that endpoints were last told of. Null: they were told nothing yet.
alter table accounts add column told_status text;
update accounts set told_status = status;
create index accounts_to_tell on accounts (id) where told_status is distinct from status;
