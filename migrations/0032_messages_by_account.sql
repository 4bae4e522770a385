-- The messages of an account, newest first: for members who are limited to some accounts, and for the filter by account.
-- Without it such a list skipped the messages of all other accounts: 1.9 s for a quiet account among a million messages, 2 ms with it.
create index messages_by_account on messages (account_id, seq desc);
