-- Leads that no automation captured, by their time: an automation's are counted with its other figures, these are counted where they are
-- (requirement E6). The account is for members who are limited to some.
create index leads_of_others on leads (workspace_id, captured_at) include (account_id) where source <> 'automation';
