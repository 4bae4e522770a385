-- What people choose for themselves, and how far their email can be believed (docs/decisions/0102-openid-connect.md).
alter table identity."user"
  -- Of the pages, and in which times are shown; null: those of the browser.
  add column language text,
  add column time_zone text,
  -- They set their email themselves. A provider's word about that address then finds them no longer.
  add column email_by_self boolean not null default false;

-- Of keys that BOOTSTRAP_API_KEY made: which one it was, as an HMAC. They end with it. Null: made before this was noted.
alter table identity.api_keys add column made_with bytea;
