-- Handing over to people (requirement H4, docs/decisions/0124-handing-over.md).
alter table inbox_settings
  -- Whether conversations that are handed over are assigned in turn.
  add column round_robin boolean not null default false,
  -- Words of a person that hand over.
  add column hand_over_words text[] not null default '{}';
-- The time of the decision that handed over last: what it planned is still sent, all else is silent.
alter table conversations add column handed_over_at timestamptz;
