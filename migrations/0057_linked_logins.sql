-- People sign in with a login at the platform that they linked (requirement E1; docs/decisions/0088-people-and-their-logins.md). A login
-- belongs to one person. `providerId` names the app as well: an id of a person is valid within one app.
alter table identity.account
  add constraint account_of_one_person unique ("providerId", "accountId"),
  -- The name that the login had when it was used last.
  add column name text;
