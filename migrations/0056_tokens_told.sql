-- Until when the platform lets an account's token read data without the person's confirmation, as it tells of tokens of Facebook. Null: no
-- end, or not known (requirement C10; docs/decisions/0082-token-guardian.md).
alter table accounts add column data_access_expires_at timestamptz;
