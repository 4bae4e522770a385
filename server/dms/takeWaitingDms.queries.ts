import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

export type TakenDm = { id: string; workspaceId: string; leadId: string; text: string; ref: string }

/**
 * Locks the leads whose links were followed, before their DMs are taken: a request that adds a DM to one of them at this moment ends first,
 * or finds the person linked. Ingest has locked the threads before (lockThread.ts).
 */
export async function lockLeadsOfLinks(trx: Trx, given: { ref: string; accountId: string }[]): Promise<void> {
  const rows = given.map(({ ref, accountId }) => ({ ref, account_id: accountId }))
  await sql`
    select from leads where id in (select d.lead_id from ${rowsOf(rows, 'ref text, account_id uuid')}
      join lead_dms d on d.token = given.ref and d.account_id = given.account_id and d.state = 'waiting')
    order by id for no key update`.execute(trx)
}

/**
 * Takes the DMs that wait for these links, each once, also those whose time is over, and with them what else waits for the same people on
 * the same account: they are in the chat now.
 * In:  links, and on which account each was followed: a link is good for its own account alone.
 * Out: the oldest first.
 */
export async function takeWaitingDms(trx: Trx, given: { ref: string; accountId: string }[], now: Date): Promise<TakenDm[]> {
  const rows = given.map(({ ref, accountId }) => ({ ref, account_id: accountId }))
  const { rows: taken } = await sql<TakenDm & { seq: number }>`
    update lead_dms d set state = 'sent_on', waits_until = null
    from ${rowsOf(rows, 'ref text, account_id uuid')}
    join lead_dms followed on followed.token = given.ref and followed.account_id = given.account_id and followed.state = 'waiting'
    where d.lead_id = followed.lead_id and d.account_id = followed.account_id and d.state = 'waiting'
      and (d.id = followed.id or d.waits_until > ${now}::timestamptz)
    returning d.id, d.workspace_id as "workspaceId", d.lead_id as "leadId", d.text, given.ref, d.seq`.execute(trx)
  return taken.toSorted((a, b) => a.seq - b.seq)
}
