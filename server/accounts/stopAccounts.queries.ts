import { sql } from 'kysely'
import type { StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/** What has to wait of one account: all of it (`status`, `reason`), or some kinds of message. */
export type Stop = { id: string; status: 'reconnect_needed' | 'paused' | null; reason: Sentence | null; kinds: StoppedKinds }

/** Makes an account, or kinds of its messages, wait until somebody acts: nothing of them is claimed until then. In: at most one per account. */
export async function stopAccounts(trx: Trx, stops: Stop[], now: Date): Promise<void> {
  if (!stops.length) return
  await sql`
    with given as materialized (select * from ${rowsOf(stops, 'id uuid, status text, reason text, kinds jsonb')}),
    -- In one order for everybody, so that two workers never wait for each other in a ring.
    mine as (select a.id from accounts a where a.id = any(array(select id from given)) order by a.id for update)
    update accounts a set stopped_kinds = a.stopped_kinds || given.kinds, updated_at = ${now},
      status = case when a.status = 'active' then coalesce(given.status, a.status) else a.status end,
      status_reason = case when a.status = 'active' then coalesce(given.reason, a.status_reason) else a.status_reason end
    from given join mine on mine.id = given.id where a.id = given.id and (a.status = 'active' or given.status is null)`.execute(trx)
}
