import { sql } from 'kysely'
import type { StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/** What has to wait on one account: everything (`status`, `reason`), or some kinds of message. */
export type Stop = { id: string; status: 'reconnect_needed' | 'paused' | null; reason: Sentence | null; kinds: StoppedKinds }

/**
 * Stops accounts, or kinds of their messages, until the owner acts: nothing of them is claimed until then. In: at most one stop per
 * account.
 */
export async function stopAccounts(trx: Trx, stops: Stop[], now: Date): Promise<void> {
  if (!stops.length) return
  await sql`
    with given as materialized (select * from ${rowsOf(stops, 'id uuid, status text, reason text, kinds jsonb')}),
    -- Always in the same order, so that two workers never wait for each other in a circle.
    mine as (select a.id from accounts a where a.id = any(array(select id from given)) order by a.id for update)
    update accounts a set stopped_kinds = a.stopped_kinds || given.kinds, updated_at = ${now},
      status = case when a.status = 'active' then coalesce(given.status, a.status) else a.status end,
      status_reason = case when a.status = 'active' then coalesce(given.reason, a.status_reason) else a.status_reason end
    from given join mine on mine.id = given.id where a.id = given.id and (a.status = 'active' or given.status is null)`.execute(trx)
}
