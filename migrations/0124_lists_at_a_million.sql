-- Deliveries that arrived are nearly all of them, and are found by reading on; the others have an index.
create index deliveries_not_arrived on deliveries (workspace_id, status, seq desc) where status <> 'SUCCESS';

-- Where most rows belong to no account, the planner took `account_id = any (...)` for a condition that hardly a row fulfils, and read the
-- whole table for a page of it. Of a `case` it believes that half of all rows fulfil it.
select limit_to_accounts(t, 'case when account_id is null then false else account_id = any ((select seen_accounts())::uuid[]) end')
from unnest(array['leads', 'deliveries']) t;
