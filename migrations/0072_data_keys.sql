-- The data key of a workspace can be renewed while its values are sealed again (requirement D2; docs/decisions/0100-rotating-keys.md). A
-- sealed value says by its number which key opens it; the highest number seals.
alter table data_keys add column number integer not null default 1;
alter table data_keys add column created_at timestamptz;
alter table data_keys drop constraint data_keys_pkey, add primary key (workspace_id, number);
