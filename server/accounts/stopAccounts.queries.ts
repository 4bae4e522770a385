import { sql } from 'kysely'
import type { StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/**
 * What has to wait on one account: everything (`status`, `reason`), or some kinds of message. `token`: the token that showed it
 * (credentials.queries.ts), where it says something about that token alone; null: it concerns the account, whatever its token.
 */
export type Stop = {
  id: string
  status: 'reconnect_needed' | 'paused' | null
  reason: Sentence | null
  kinds: StoppedKinds
  token: string | null
}

/**
 * Stops accounts, or kinds of their messages, until the owner acts: nothing of them is claimed until then. An account that has another
 * token than the one that showed it goes on: it was reconnected meanwhile. In: at most one stop per account and token.
 */
export async function stopAccounts(trx: Trx, stops: Stop[], now: Date): Promise<void> {
  if (!stops.length) return
  await sql`
    with all_given as materialized (select * from ${rowsOf(stops, 'id uuid, status text, reason text, kinds jsonb, token text')}),
    -- Always in the same order, so that two workers never wait for each other in a circle.
    mine as (select a.id, a.access_token from accounts a where a.id = any(array(select id from all_given)) order by a.id
      for no key update),
    given as (
      select distinct on (mine.id) all_given.* from all_given join mine on mine.id = all_given.id
      where all_given.token is null or all_given.token = encode(sha256(mine.access_token), 'hex')
      order by mine.id, all_given.status nulls last)
    update accounts a set stopped_kinds = a.stopped_kinds || given.kinds, updated_at = ${now},
      status = case when a.status = 'active' then coalesce(given.status, a.status) else a.status end,
      status_reason = case when a.status = 'active' then coalesce(given.reason, a.status_reason) else a.status_reason end
    from given join mine on mine.id = given.id where a.id = given.id and (a.status = 'active' or given.status is null)`.execute(trx)
}
