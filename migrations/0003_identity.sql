-- Sign-in (better-auth 1.7.7, organisations as workspaces) in a schema of its own, outside row-level security:
-- with it nobody could find a workspace before being in one. Made with better-auth's own migration compiler.
-- Session tokens are kept hashed (server/auth/hashedSessions.ts).
create schema identity;

create table identity."user" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "name" text not null, "email" text not null unique, "emailVerified" boolean not null, "image" text, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "updatedAt" timestamptz default CURRENT_TIMESTAMP not null);
create table identity."session" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "expiresAt" timestamptz not null, "token" text not null unique, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text, "userId" uuid not null references identity."user" ("id") on delete cascade, "activeOrganizationId" text);
create table identity."account" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "accountId" text not null, "providerId" text not null, "userId" uuid not null references identity."user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, "scope" text, "password" text, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "updatedAt" timestamptz not null);
create table identity."verification" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "identifier" text not null, "value" text not null, "expiresAt" timestamptz not null, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "updatedAt" timestamptz default CURRENT_TIMESTAMP not null);
create table identity."organization" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "name" text not null, "slug" text not null unique, "logo" text, "createdAt" timestamptz not null, "metadata" text);
create table identity."member" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "organizationId" uuid not null references identity."organization" ("id") on delete cascade, "userId" uuid not null references identity."user" ("id") on delete cascade, "role" text not null, "createdAt" timestamptz not null);
create table identity."invitation" ("id" uuid default pg_catalog.gen_random_uuid() not null primary key, "organizationId" uuid not null references identity."organization" ("id") on delete cascade, "email" text not null, "role" text, "status" text not null, "expiresAt" timestamptz not null, "createdAt" timestamptz default CURRENT_TIMESTAMP not null, "inviterId" uuid not null references identity."user" ("id") on delete cascade);

create index "session_userId_idx" on identity."session" ("userId");
create index "account_userId_idx" on identity."account" ("userId");
create index "verification_identifier_idx" on identity."verification" ("identifier");
create index "member_organizationId_idx" on identity."member" ("organizationId");
create index "member_userId_idx" on identity."member" ("userId");
create index "invitation_organizationId_idx" on identity."invitation" ("organizationId");
create index "invitation_email_idx" on identity."invitation" ("email");

do $$ begin
  if current_setting('app.single_role', true) is distinct from 'on' then
    grant usage on schema identity to autodm_system;
    grant select, insert, update, delete on all tables in schema identity to autodm_system;
  end if;
end $$;
