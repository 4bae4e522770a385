-- Tags on people (requirement B1, docs/decisions/0057-steps-as-a-table.md). `key` is the name as names are compared (server/model/tag.ts).
create table tags (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  key text not null,
  color text,
  created_at timestamptz not null,
  unique (workspace_id, key)
);

-- What a tag was called before: automations name tags by their name, and their versions never change, so an old name still leads to its tag.
create table former_tag_names (
  workspace_id uuid not null references workspaces on delete cascade,
  key text not null,
  tag_id uuid not null references tags on delete cascade,
  primary key (workspace_id, key)
);
create index former_tag_names_by_tag on former_tag_names (tag_id);

create table contact_tags (
  contact_id uuid not null references contacts on delete cascade,
  tag_id uuid not null references tags on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  added_at timestamptz not null,
  primary key (contact_id, tag_id)
);
-- People with a tag, newest first, page by page.
create index contact_tags_by_tag on contact_tags (tag_id, contact_id);

select wall_off(t) from unnest(array['tags', 'former_tag_names', 'contact_tags']) t;
-- The names are the workspace's; who has a tag is seen of the accounts that a member is limited to (0027_member_accounts.sql).
select limit_to_accounts(t, 'true') from unnest(array['tags', 'former_tag_names']) t;
