-- How often somebody tried to sign in, by address and by email, over all processes. Keys are hashed: neither is here in clear.
create table identity.sign_in_attempts (
  key text primary key,
  attempts integer not null,
  -- When the counting period of this key is over.
  ends timestamptz not null
);
create index sign_in_attempts_by_end on identity.sign_in_attempts (ends);

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant select, insert, update, delete on identity.sign_in_attempts to autodm_system;
  end if;
end $$;
