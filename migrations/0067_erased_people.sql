-- People who were erased, so that a late webhook or a read-back does not bring them back (docs/decisions/0096-erased-people-stay-gone.md).
-- No value of theirs is here: a mark is a keyed hash, whose key is sealed in instance_settings.
create table erased_people (
  account_id uuid not null references accounts on delete cascade,
  -- HMAC-SHA-256 of the account and of one id that the person had on it.
  mark text not null,
  workspace_id uuid not null references workspaces on delete cascade,
  -- What they did until then is refused; what they do later is a new person's.
  erased_at timestamptz not null,
  primary key (account_id, mark)
);
create index erased_people_by_age on erased_people (erased_at);
select wall_off('erased_people');

-- Requests of the platform that stopped and erased nothing go after their time. Those stored before count as having had an effect.
alter table data_requests add column had_effect boolean not null default true;
create index data_requests_without_effect on data_requests (completed_at) where not had_effect;
