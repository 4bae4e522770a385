-- Whether people are shown that the account is typing before a delayed message (docs/decisions/0120-signs-of-presence.md).
alter table accounts add column shows_typing boolean not null default false;
