-- Raised by each change of an endpoint by a person, so that two editors do not overwrite each other.
alter table endpoints add column version integer not null default 1;
