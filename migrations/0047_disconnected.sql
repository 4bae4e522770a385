-- A disconnected account has no token and keeps its history (docs/decisions/0078-connections.md).
alter table accounts drop constraint accounts_status_check,
  add constraint accounts_status_check check (status in ('active', 'inactive', 'reconnect_needed', 'paused', 'disconnected')),
  add constraint accounts_have_a_token check (access_token is not null or status = 'disconnected');
