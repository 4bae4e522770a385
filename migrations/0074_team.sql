-- People of an instance and their workspaces (requirements D11, H10; docs/decisions/0101-workspaces-and-people.md).
alter table identity."user"
  -- May make workspaces and see everybody. First held by the first owner.
  add column instance_admin boolean not null default false,
  add column "twoFactorEnabled" boolean default false;

update identity."user" set instance_admin = true where id in (
  select m."userId" from identity.member m
  where m.role = 'owner' and m."organizationId" = (select id from workspaces order by created_at, id limit 1));

-- Made by better-auth's plugin for a second factor; secrets and recovery codes are encrypted by it.
create table identity."twoFactor" (
  id uuid default pg_catalog.gen_random_uuid() not null primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" uuid not null unique references identity."user" (id) on delete cascade,
  verified boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamptz
);

-- Nobody was invited before: only better-auth's own routes, which have no address here, could have done it.
drop table identity.invitation;
create table identity.invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  email text not null,
  role text not null,
  -- The accounts that whoever accepts is limited to; null: all.
  account_ids uuid[],
  -- Of the link that was sent. The link itself is stored nowhere (server/auth/linkToken.ts).
  token_hash text not null unique,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- One open invitation per address and workspace; a second one replaces it.
  unique (workspace_id, email)
);

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant select, insert, update, delete on identity."twoFactor", identity.invitations to autodm_system;
  end if;
end $$;

-- A person belongs to a workspace once.
delete from identity."member" later using identity."member" first
where later."organizationId" = first."organizationId" and later."userId" = first."userId"
  and (later."createdAt", later.id) > (first."createdAt", first.id);
create unique index member_once on identity."member" ("organizationId", "userId");
