// The rows of the simulated platform. They hold everything that was answered: a kill -9 at any moment loses nothing, because no response is
// sent before its transaction is committed. Times are milliseconds of the product clock.

/** Brings an empty or older file to the current schema; idempotent. */
export const schema = `
create table if not exists meta (key text primary key, value text not null) without rowid;

create table if not exists accounts (
  seq integer primary key autoincrement, id text not null unique, channel text not null, username text not null, name text not null,
  pageId text not null unique, appScopedId text not null unique, loginType text not null,
  fields text not null, pageFields text not null, entryPoints text not null, createdAt integer not null);

create table if not exists numbers (
  accountId text primary key, wabaId text not null, phone text not null unique) without rowid;
create index if not exists numbers_of_waba on numbers (wabaId);

create table if not exists pages (
  accountId text primary key, category text not null, tasks text not null, leadAccess integer not null,
  tosAccepted integer not null) without rowid;

create table if not exists lead_forms (
  seq integer primary key autoincrement, id text not null unique, pageId text not null, name text not null, status text not null,
  locale text not null, questions text not null, disclaimers text not null, allowOrganic integer not null, createdAt integer not null);
create index if not exists lead_forms_of_page on lead_forms (pageId, seq);

create table if not exists ads (
  id text primary key, pageId text not null, name text not null, adsetId text not null, adsetName text not null,
  campaignId text not null, campaignName text not null) without rowid;

create table if not exists form_leads (
  seq integer primary key autoincrement, id text not null unique, formId text not null, pageId text not null, adId text,
  isTest integer not null, platform text not null, answers text not null, disclaimers text not null, createdAt integer not null);
create index if not exists form_leads_of_form on form_leads (formId, seq);
create index if not exists form_leads_of_page on form_leads (pageId, createdAt);
create index if not exists form_leads_of_ad on form_leads (adId, seq) where adId is not null;

create table if not exists tokens (
  token text primary key, accountId text not null, host text not null, life text not null, scopes text not null,
  issuedAt integer not null, expiresAt integer, revokedSubcode integer) without rowid;
create index if not exists tokens_of_account on tokens (accountId);

create table if not exists members (
  id text primary key, name text not null, asked text not null default '[]', granted text not null default '[]') without rowid;

create table if not exists codes (
  code text primary key, accountId text not null, redirectUri text not null, clientId text not null, scopes text not null,
  issuedAt integer not null, usedAt integer) without rowid;

create table if not exists people (
  seq integer primary key autoincrement, id text not null unique, username text not null, name text not null, phone text,
  follows integer not null, blocked integer not null, deactivated integer not null, scopedIds integer not null,
    role integer not null default 0, createdAt integer not null);

create table if not exists media (
  seq integer primary key autoincrement, id text not null unique, accountId text not null, kind text not null, caption text not null,
  originalMediaId text, adId text, commentsEnabled integer not null, endedAt integer, createdAt integer not null);
create index if not exists media_of_account on media (accountId, seq);

create table if not exists comments (
  seq integer primary key autoincrement, id text not null unique, mediaId text not null, accountId text not null, parentId text,
  authorId text not null, byAccount integer not null, text text not null, createdAt integer not null,
  hidden integer not null default 0, deletedAt integer, privatelyRepliedAt integer);
create index if not exists comments_of_media on comments (mediaId, parentId, seq);
create index if not exists comments_of_parent on comments (parentId, seq);

create table if not exists threads (
  seq integer primary key autoincrement, accountId text not null, personId text not null, igsid text not null,
  conversationId text not null unique, openedAt integer, consentAt integer, folder text not null, updatedAt integer,
  unique (accountId, personId), unique (accountId, igsid));

create table if not exists messages (
  seq integer primary key autoincrement, id text not null unique, accountId text not null, personId text not null,
  byAccount integer not null, via text not null, content text not null, commentId text, createdAt integer not null,
  readAt integer, deletedAt integer, edits integer not null default 0, reactions text not null default '{}');
create index if not exists messages_of_thread on messages (accountId, personId, seq);

create table if not exists uploads (id text primary key, accountId text not null, type text not null, url text not null) without rowid;

create table if not exists number_files (
  id text primary key, accountId text not null, kind text not null, type text not null, sha256 text not null, size integer not null,
  "by" text not null, createdAt integer not null, bytes text not null) without rowid;

create table if not exists sample_uploads (
  id text primary key, type text not null, size integer not null, bytes text not null, handle text) without rowid;

create table if not exists subscriptions (
  accountId text primary key, url text not null, verifyToken text not null, secret text not null, secondSecret text) without rowid;

create table if not exists page_templates (
  seq integer primary key autoincrement, id text not null unique, pageId text not null, name text not null, language text not null,
  category text not null, components text not null, createdAt integer not null, unique (pageId, name, language));

create table if not exists number_templates (
  seq integer primary key autoincrement, id text not null unique, wabaId text not null, name text not null, language text not null,
  category text not null, status text not null, quality text not null, parameterFormat text not null, components text not null,
  createdAt integer not null, deletedBy text, deletedAt integer, nextAt integer, state text not null);
create index if not exists number_templates_named on number_templates (wabaId, name);
create index if not exists number_templates_due on number_templates (nextAt) where nextAt is not null;

create table if not exists held_messages (
  id text primary key, templateId text not null, accountId text not null, personId text not null, message text not null,
  createdAt integer not null);
create index if not exists held_messages_of_template on held_messages (templateId);

create table if not exists openings (
  wabaId text not null, personId text not null, at integer not null, primary key (wabaId, personId)) without rowid;

create table if not exists overrides (targetId text primary key, url text not null, verifyToken text not null) without rowid;

create table if not exists likes (targetId text primary key) without rowid;

create table if not exists faults (
  id integer primary key autoincrement, target text not null, kind text not null, rate real not null, timesLeft integer,
  fired integer not null default 0, options text not null);

create table if not exists calls (
  seq integer primary key autoincrement, at integer not null, method text not null, path text not null, query text, body text,
  status integer, error text, effect text, fault text, accountId text, rateKind text);
create index if not exists calls_counted on calls (at) where rateKind is not null;

create table if not exists held_updates (
  seq integer primary key autoincrement, accountId text not null, container text not null, field text not null, value text not null,
    at integer not null);

create table if not exists deliveries (
  seq integer primary key autoincrement, accountId text not null, fields text not null, body text not null, state text not null,
  firstAt integer, nextAt integer not null, attempts text not null default '[]', createdAt integer not null);
create index if not exists deliveries_due on deliveries (state, nextAt);
`

/** Every table that has no rows on an empty platform. `meta` stays: ids and numbers already used are never used again. */
export const worldTables = [
  'accounts',
  'numbers',
  'pages',
  'lead_forms',
  'ads',
  'form_leads',
  'tokens',
  'members',
  'codes',
  'people',
  'media',
  'comments',
  'threads',
  'messages',
  'uploads',
  'number_files',
  'sample_uploads',
  'subscriptions',
  'page_templates',
  'number_templates',
  'held_messages',
  'openings',
  'overrides',
  'likes',
  'faults',
  'calls',
  'held_updates',
  'deliveries',
]

/** Columns that tables of an older file lack. */
export const addedColumns: { table: string; column: string; is: string }[] = [
  { table: 'people', column: 'role', is: 'integer not null default 0' },
  { table: 'codes', column: 'host', is: "text not null default 'www.instagram.com'" },
  { table: 'tokens', column: 'grantedBy', is: 'text' },
  { table: 'accounts', column: 'accountType', is: "text not null default 'Business'" },
  { table: 'accounts', column: 'messagesAllowed', is: 'integer not null default 1' },
  { table: 'pages', column: 'published', is: 'integer not null default 1' },
  { table: 'numbers', column: 'health', is: "text not null default '{}'" },
  { table: 'threads', column: 'ownerApp', is: 'text' },
  { table: 'numbers', column: 'registration', is: "text not null default '{}'" },
]

/** Page tokens of an older file may do what new ones may: `pages_messaging` was not asked for before (meta-platform.md 13.6). */
export const widerPageTokens = `
update tokens set scopes = json_insert(scopes, '$[#]', 'pages_messaging')
where host = 'graph.facebook.com' and scopes like '%pages_manage_metadata%' and scopes not like '%pages_messaging%' and not exists (select 1 from meta where key = 'pages_messaging');
insert into meta (key, value) values ('pages_messaging', 'true') on conflict do nothing;
update tokens set scopes = json_insert(scopes, '$[#]', 'pages_read_user_content', '$[#]', 'pages_manage_engagement')
where host = 'graph.facebook.com' and life = 'page' and scopes like '%leads_retrieval%' and scopes not like '%pages_manage_engagement%' and not exists (select 1 from meta where key = 'pages_manage_engagement');
insert into meta (key, value) values ('pages_manage_engagement', 'true') on conflict do nothing;
`
