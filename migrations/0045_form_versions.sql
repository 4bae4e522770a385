-- Two people who edit one form: each change raises the version, and a change that names an older one is refused.
alter table forms add column version integer not null default 1;
