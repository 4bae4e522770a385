-- Whether the owner named the account that the people of a form write to. Such a form without an account lost it, so no other account
-- answers its people (docs/decisions/0071-forms.md).
alter table forms add column names_account boolean not null default false;
update forms set names_account = true where account_id is not null;
