import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

export type TakenDm = { id: string; workspaceId: string; leadId: string; text: string; ref: string }

/**
 * Takes the DMs that wait for these links, each once, also those whose time is over. In: links, and on which account each was followed: a
 * link is good for its own account alone.
 */
export async function takeWaitingDms(trx: Trx, given: { ref: string; accountId: string }[]): Promise<TakenDm[]> {
  const rows = given.map(({ ref, accountId }) => ({ ref, account_id: accountId }))
  const { rows: taken } = await sql<TakenDm>`
    update lead_dms d set state = 'sent_on', waits_until = null
    from ${rowsOf(rows, 'ref text, account_id uuid')}
    where d.token = given.ref and d.account_id = given.account_id and d.state = 'waiting'
    returning d.id, d.workspace_id as "workspaceId", d.lead_id as "leadId", d.text, given.ref`.execute(trx)
  return taken
}
