-- Search by any part of a word, over all rows: trigrams. A host without the extension, or a user who may not create it, searches without an index.
do $$ begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or feature_not_supported or undefined_file then
  raise notice 'pg_trgm is not available: search works without an index';
end $$;

-- A search reads the newest rows in their order and asks these indexes for what is older (server/platform/boundedPage.ts).
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index events_by_words on events using gin (text gin_trgm_ops);
    create index contacts_by_words on contacts using gin
      ((coalesce(name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) gin_trgm_ops);
    create index leads_by_words on leads using gin
      ((coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(name, '') || ' ' || custom_fields::text) gin_trgm_ops);
  end if;
end $$;
