-- Kinds of message of an account that wait until somebody acts, because a permission is missing that only they need:
-- {"private_reply": {"code": "permission_missing", "words": "…", "at": "2026-11-29T12:00:00.000Z"}}. The account itself goes on.
alter table accounts add column stopped_kinds jsonb not null default '{}';
