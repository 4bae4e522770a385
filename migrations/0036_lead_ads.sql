-- Lead ads: the forms of an account, which of its leads were had already, and what keeps them from being read
-- (docs/decisions/0066-lead-ads.md).
alter table accounts add column category text;

-- The platform's counts are of `checked_at`. `mapping`: where the owner wants the answers of the form's questions.
create table lead_forms (
  account_id uuid not null references accounts on delete cascade,
  form_id text not null,
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  status text not null,
  leads_count integer not null,
  organic_count integer not null,
  expired_count integer not null,
  allows_organic boolean not null,
  questions jsonb not null,
  mapping jsonb not null default '{}',
  -- Every lead created before was read back; `read_count`: the platform's count then.
  read_until timestamptz not null,
  read_count integer not null default 0,
  -- Leads are being read back since.
  reading_at timestamptz,
  last_lead_at timestamptz,
  checked_at timestamptz not null,
  primary key (account_id, form_id)
);

-- The platform's ids of leads that were stored: kept when the lead is deleted, so that reading back does not bring it back.
create table ad_leads (
  account_id uuid not null references accounts on delete cascade,
  lead_id text collate "C" not null,
  workspace_id uuid not null references workspaces on delete cascade,
  form_id text not null,
  is_test boolean not null,
  -- No webhook told of it: it was found when the form was read back.
  read_back boolean not null,
  created_at timestamptz not null,
  primary key (account_id, lead_id)
);
create index ad_leads_by_form on ad_leads (account_id, form_id, created_at desc) include (read_back) where not is_test;
create index ad_leads_by_age on ad_leads (created_at);

-- What keeps leads from being read, in the platform's words, as long as it does. Without a form: about the whole account.
create table lead_alerts (
  account_id uuid not null references accounts on delete cascade,
  form_id text not null,
  code text not null,
  workspace_id uuid not null references workspaces on delete cascade,
  words text not null,
  since timestamptz not null,
  last_at timestamptz not null,
  primary key (account_id, form_id, code)
);
select wall_off(t) from unnest(array['lead_forms', 'ad_leads', 'lead_alerts']) t;
